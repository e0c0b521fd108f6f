package dev.attestor.windows.service;

/** A service cannot start, or not go on. */
public final class ServiceFailedException extends Exception {

  private final int code;

  /**
   * Names the reason.
   *
   * @param code what the service manager is told; not 0, which means success
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
