package dev.attestor.sigstore.json;

/** JSON that is not what was expected; the message says what was. */
public final class BadJsonException extends Exception {

  /** Says what was found and expected. */
  public BadJsonException(String message) {
    super(message);
  }

  BadJsonException(String message, Throwable cause) {
    super(message, cause);
  }
}
