package dev.attestor.spire.sat.key;

/**
 * Thrown for a key that must not be used. The message continues a sentence that starts with the
 * key's name.
 */
public final class UnusableKeyException extends Exception {

  private static final long serialVersionUID = 1L;

  UnusableKeyException(String message) {
    super(message);
  }
}
