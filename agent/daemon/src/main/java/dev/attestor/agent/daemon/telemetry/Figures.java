package dev.attestor.agent.daemon.telemetry;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The agent's figures since it started, for people to read. Thread-safe. */
public final class Figures {

  private final Map<String, LongAdder> attestations = new ConcurrentHashMap<>();
  private final LongAdder kubeletRequests = new LongAdder();
  private final LongAdder kubeletFailures = new LongAdder();

  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
  private final LastDurations latencies = new LastDurations();
  private final LastDurations ages = new LastDurations();

  private volatile long listedAt;
  private volatile int pods = -1;

  Figures() {}

  void attested(String result, long nanos) {
    attestations.computeIfAbsent(result, key -> new LongAdder()).increment();
    latencies.add(nanos);
  }

  void found(String source, long age) {
    answers.computeIfAbsent(source, key -> new LongAdder()).increment();
    ages.add(age);
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
    return counts(attestations);
  }

  /** Processes found in a pod, by what decided it, such as {@code listed}. */
  public Map<String, Long> answers() {
    return counts(answers);
  }

  private static Map<String, Long> counts(Map<String, LongAdder> adders) {
    Map<String, Long> counts = new TreeMap<>();
    adders.forEach((label, count) -> counts.put(label, count.sum()));
    return counts;
  }

  /**
   * The time within which the given share of the last 1,000 attestations finished; empty before the
   * first.
   */
  public Optional<Duration> latency(double share) {
    return latencies.within(share);
  }

  /** The age that the facts behind the given share of the last 1,000 answers did not exceed. */
  public Optional<Duration> answerAge(double share) {
    return ages.within(share);
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
