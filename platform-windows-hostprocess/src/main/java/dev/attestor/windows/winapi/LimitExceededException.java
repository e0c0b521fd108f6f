package dev.attestor.windows.winapi;

/** The system has more of something than we are content to look at. */
public final class LimitExceededException extends RuntimeException {

  /** Says of what, and how many there may be. */
  public LimitExceededException(String what, int limit) {
    super("the system has more than %s %s".formatted(limit, what));
  }
}
