package dev.attestor.spire.sdk;

/**
 * Thrown if a plugin rejects a configuration. The host receives {@code INVALID_ARGUMENT} and the
 * message.
 */
public final class BadConfigurationException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message all problems at once, without secrets, because the host logs it
   */
  public BadConfigurationException(String message) {
    super(message);
  }

  /**
   * Creates the exception with a cause.
   *
   * @param message all problems at once, without secrets, because the host logs it
   * @param cause the first problem
   */
  public BadConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
