package dev.attestor.sigstore.web;

import java.time.Duration;

/** A moment by which something has to be done. */
public final class Deadline {

  private final long at;
  private final Duration limit;

  private Deadline(long at, Duration limit) {
    this.at = at;
    this.limit = limit;
  }

  /** So long from now. */
  public static Deadline after(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos(), limit);
  }

  /** Half of what is left, for something that can be done without. */
  public Deadline half() {
    return after(left().dividedBy(2));
  }

  /** What is left, and never less than nothing. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, at - System.nanoTime()));
  }

  /** How long there was at first. */
  public Duration limit() {
    return limit;
  }
}
