package dev.attestor.input.json;

/** Thrown if JSON does not have the expected content; the message says what was expected. */
public final class BadJsonException extends Exception {

  /** The message says what was found and what was expected. */
  public BadJsonException(String message) {
    super(message);
  }

  BadJsonException(String message, Throwable cause) {
    super(message, cause);
  }
}
