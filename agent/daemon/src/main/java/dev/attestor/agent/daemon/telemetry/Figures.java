package dev.attestor.agent.daemon.telemetry;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** The agent's figures since it started, for people to read. Thread-safe. */
public final class Figures {

  private static final int KEPT = 1000;

  private final Map<String, LongAdder> attestations = new ConcurrentHashMap<>();
  private final LongAdder kubeletRequests = new LongAdder();
  private final LongAdder kubeletFailures = new LongAdder();

  // Guarded by this.
  private final long[] latencies = new long[KEPT];
  private final AtomicLong measured = new AtomicLong();

  private volatile long listedAt;
  private volatile int pods = -1;

  Figures() {}

  void attested(String result, long nanos) {
    attestations.computeIfAbsent(result, key -> new LongAdder()).increment();
    synchronized (this) {
      latencies[(int) (measured.getAndIncrement() % KEPT)] = nanos;
    }
  }

  void kubeletAsked(boolean well) {
    kubeletRequests.increment();
    if (!well) {
      kubeletFailures.increment();
    }
  }

  void listed(int count, long requestedAt) {
    listedAt = requestedAt;
    pods = count;
  }

  /** Attestations by result, such as {@code in_pod}. */
  public Map<String, Long> attestations() {
    Map<String, Long> counts = new TreeMap<>();
    attestations.forEach((result, count) -> counts.put(result, count.sum()));
    return counts;
  }

  /**
   * The time within which the given share of the last 1,000 attestations finished; empty before the
   * first.
   */
  public Optional<Duration> latency(double share) {
    long[] sorted;
    synchronized (this) {
      sorted = Arrays.copyOf(latencies, (int) Math.min(KEPT, measured.get()));
    }
    if (sorted.length == 0) {
      return Optional.empty();
    }
    Arrays.sort(sorted);
    return Optional.of(Duration.ofNanos(sorted[(int) ((sorted.length - 1) * share)]));
  }

  /** The number of requests to the kubelet. */
  public long kubeletRequests() {
    return kubeletRequests.sum();
  }

  /** The number of requests that returned no list. */
  public long kubeletFailures() {
    return kubeletFailures.sum();
  }

  /** The number of pods in the last list; 0 before the first. */
  public int pods() {
    return Math.max(0, pods);
  }

  /** The age of the last list; empty before the first. */
  public Optional<Duration> listAge() {
    return pods < 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(System.nanoTime() - listedAt));
  }

  double listAgeSeconds() {
    return listAge().map(age -> age.toNanos() / 1e9).orElse(Double.NaN);
  }
}
