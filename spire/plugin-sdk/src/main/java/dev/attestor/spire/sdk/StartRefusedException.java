package dev.attestor.spire.sdk;

/** Why a plugin does not start: its message is for stderr, its exit status is 1. */
final class StartRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  StartRefusedException(String message) {
    super(message);
  }

  StartRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
