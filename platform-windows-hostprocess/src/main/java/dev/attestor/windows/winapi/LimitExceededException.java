package dev.attestor.windows.winapi;

/** Thrown if the system has more of something than this code is willing to examine. */
public final class LimitExceededException extends RuntimeException {

  /** Names the objects and their maximum number. */
  public LimitExceededException(String what, int limit) {
    super("the system has more than %s %s".formatted(limit, what));
  }
}
