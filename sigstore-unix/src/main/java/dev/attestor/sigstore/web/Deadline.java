package dev.attestor.sigstore.web;

import java.time.Duration;

/** The time limit of an operation. */
public final class Deadline {

  private final long at;
  private final Duration limit;

  private Deadline(long at, Duration limit) {
    this.at = at;
    this.limit = limit;
  }

  /** A deadline after this duration from now. */
  public static Deadline after(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos(), limit);
  }

  /** Half of what is left, for something that can be done without. */
  public Deadline half() {
    return after(left().dividedBy(2));
  }

  /** The remaining time, at least zero. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, at - System.nanoTime()));
  }

  /** The original duration. */
  public Duration limit() {
    return limit;
  }
}
