package dev.attestor.spire.sat.key;

/** A file of keys that cannot be used. */
public final class KeyFileException extends Exception {

  private static final long serialVersionUID = 1L;

  KeyFileException(String message) {
    super(message);
  }
}
