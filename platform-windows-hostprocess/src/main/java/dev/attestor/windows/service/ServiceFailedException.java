package dev.attestor.windows.service;

/** Thrown if a service cannot start or continue. */
public final class ServiceFailedException extends Exception {

  private final int code;

  /**
   * Creates the exception.
   *
   * @param code reported to the service manager; not 0, which means success
   */
  public ServiceFailedException(int code, String message, Throwable cause) {
    super(message, cause);
    if (code == 0) {
      throw new IllegalArgumentException("a failure with the code of success, 0");
    }
    this.code = code;
  }

  /** The service-specific exit code. */
  public int code() {
    return code;
  }
}
