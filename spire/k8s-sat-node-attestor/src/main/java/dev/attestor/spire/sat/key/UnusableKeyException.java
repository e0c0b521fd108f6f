package dev.attestor.spire.sat.key;

/** A key that must not verify anything; the message goes on after the key's name. */
public final class UnusableKeyException extends Exception {

  private static final long serialVersionUID = 1L;

  UnusableKeyException(String message) {
    super(message);
  }
}
