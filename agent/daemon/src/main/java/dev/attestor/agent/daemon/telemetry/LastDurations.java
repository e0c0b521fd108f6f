package dev.attestor.agent.daemon.telemetry;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The last 1,000 durations of a kind. Thread-safe. */
final class LastDurations {

  private static final int KEPT = 1000;

  // Guarded by this.
  private final long[] nanos = new long[KEPT];
  private long measured;

  LastDurations() {}

  synchronized void add(long duration) {
    nanos[(int) (measured++ % KEPT)] = duration;
  }

  /** The duration that the given share of them does not exceed; empty before the first. */
  Optional<Duration> within(double share) {
    long[] sorted;
    synchronized (this) {
      sorted = Arrays.copyOf(nanos, (int) Math.min(KEPT, measured));
    }
    if (sorted.length == 0) {
      return Optional.empty();
    }
    Arrays.sort(sorted);
    return Optional.of(Duration.ofNanos(sorted[(int) ((sorted.length - 1) * share)]));
  }
}
