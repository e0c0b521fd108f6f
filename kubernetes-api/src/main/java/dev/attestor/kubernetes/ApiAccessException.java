package dev.attestor.kubernetes;

/** An API server that cannot be reached the way somebody said; somebody has to mend that. */
public final class ApiAccessException extends Exception {

  private static final long serialVersionUID = 1L;

  ApiAccessException(String message) {
    super(message);
  }
}
