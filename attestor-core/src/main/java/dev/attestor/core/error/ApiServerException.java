package dev.attestor.core.error;

/** The API server did not say what selectors need. The message names the permission to look at. */
public final class ApiServerException extends AttestationException {

  private final boolean passing;

  /**
   * Says what went wrong.
   *
   * @param passing whether it may be better the next time, without anybody mending anything
   */
  public ApiServerException(boolean passing, String message) {
    super(message);
    this.passing = passing;
  }

  /**
   * Says what went wrong, and keeps the cause.
   *
   * @param passing whether it may be better the next time, without anybody mending anything
   */
  public ApiServerException(boolean passing, String message, Throwable cause) {
    super(message, cause);
    this.passing = passing;
  }

  /** Whether it may be better the next time. */
  public boolean isPassing() {
    return passing;
  }
}
