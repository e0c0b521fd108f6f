package dev.attestor.kubernetes;

/**
 * Thrown if an API server cannot be reached as configured. Retrying does not help until somebody
 * fixes the configuration.
 */
public final class ApiAccessException extends Exception {

  private static final long serialVersionUID = 1L;

  ApiAccessException(String message) {
    super(message);
  }
}
