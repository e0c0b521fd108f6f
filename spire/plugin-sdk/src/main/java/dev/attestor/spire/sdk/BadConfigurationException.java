package dev.attestor.spire.sdk;

/**
 * A configuration that a plugin refuses; the host gets {@code INVALID_ARGUMENT} and the message.
 */
public final class BadConfigurationException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message all problems at once, without secrets: the host logs it
   */
  public BadConfigurationException(String message) {
    super(message);
  }

  /**
   * Makes one with a cause.
   *
   * @param message all problems at once, without secrets: the host logs it
   * @param cause what was found first
   */
  public BadConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
