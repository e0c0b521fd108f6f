package dev.attestor.spire.sat.key;

/** Thrown if a key file is unusable. */
public final class KeyFileException extends Exception {

  private static final long serialVersionUID = 1L;

  KeyFileException(String message) {
    super(message);
  }
}
