package dev.attestor.core.error;

/**
 * Thrown if the API server did not return what the selectors need. The message names the permission
 * to check.
 */
public final class ApiServerException extends AttestationException {

  private final boolean passing;

  /**
   * Creates the exception.
   *
   * @param passing whether a retry may succeed without anybody fixing something
   */
  public ApiServerException(boolean passing, String message) {
    super(message);
    this.passing = passing;
  }

  /**
   * Creates the exception with its cause.
   *
   * @param passing whether a retry may succeed without anybody fixing something
   */
  public ApiServerException(boolean passing, String message, Throwable cause) {
    super(message, cause);
    this.passing = passing;
  }

  @Override
  public Outcome outcome() {
    return Outcome.API_SERVER;
  }

  @Override
  public boolean mayPass() {
    return passing;
  }
}
