package dev.attestor.spire.sdk;

/** Thrown if a plugin cannot start. The message goes to stderr; the exit status is 1. */
final class StartRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  StartRefusedException(String message) {
    super(message);
  }

  StartRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
