package dev.attestor.spire.sdk;

import dev.attestor.threads.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Metrics that the host shows among its own. Counting never blocks and costs some nanoseconds: a
 * thread reports the sums every few seconds. If the host has no such service, or does not answer,
 * nothing else happens.
 *
 * <p>Create all counters and samples before the plugin serves, one for each combination of labels.
 */
public final class HostMetrics {

  private static final String SERVICE = "spire.hostservice.common.metrics.v1.Metrics";

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** More samples than this between two reports are dropped and counted. */
  static final int MAX_SAMPLES = 100;

  private final HostServices host;
  private final Duration interval;
  private final List<Counter> counters = new CopyOnWriteArrayList<>();
  private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean started = new AtomicBoolean();

  HostMetrics(HostServices host) {
    this(host, INTERVAL);
  }

  HostMetrics(HostServices host, Duration interval) {
    this.host = host;
    this.interval = interval;
  }

  /** A count that only grows. */
  public static final class Counter {

    private final Name name;
    private final LongAdder unreported = new LongAdder();

    private Counter(Name name) {
      this.name = name;
    }

    /** Counts one. */
    public void increment() {
      unreported.increment();
    }

    Name name() {
      return name;
    }

    long take() {
      return unreported.sumThenReset();
    }

    void giveBack(long count) {
      unreported.add(count);
    }
  }

  /**
   * A distribution, of which the host is told at most {@link #MAX_SAMPLES} values in each report.
   */
  public final class Samples {

    private final Name name;
    private final Counter dropped;

    private Samples(Name name, Counter dropped) {
      this.name = name;
      this.dropped = dropped;
    }

    /**
     * Adds a value.
     *
     * @param value such as a time in milliseconds
     */
    public void add(float value) {
      if (waiting.get() >= MAX_SAMPLES) {
        dropped.increment();
        return;
      }
      waiting.incrementAndGet();
      samples.add(new Sample(name, value));
    }
  }

  /**
   * The name of a metric.
   *
   * @param key its parts; the host puts its own name in front
   */
  record Name(List<String> key, Map<String, String> labels) {
    Name {
      key = List.copyOf(key);
      labels = Map.copyOf(labels);
    }
  }

  /** One value. */
  record Sample(Name name, float value) {}

  /**
   * Creates a counter.
   *
   * @param key the parts of its name
   * @param labels with values from a small set
   * @return the counter
   */
  public Counter counter(List<String> key, Map<String, String> labels) {
    Counter counter = new Counter(new Name(key, labels));
    counters.add(counter);
    return counter;
  }

  /**
   * Creates a distribution.
   *
   * @param key the parts of its name
   * @param labels with values from a small set
   * @param dropped counts the values that the host is not told
   * @return the distribution
   */
  public Samples samples(List<String> key, Map<String, String> labels, Counter dropped) {
    return new Samples(new Name(key, labels), dropped);
  }

  /** Begins to report if the host takes metrics; called when it has said what it offers. */
  void start() {
    if (!counters.isEmpty()
        && host.names().contains(SERVICE)
        && started.compareAndSet(false, true)) {
      DaemonThreads.start("plugin-metrics", this::report);
    }
  }

  private void report() {
    try {
      MetricsReport report = new MetricsReport(host);
      do {
        Thread.sleep(interval.toMillis());
      } while (report.send(counters, this::next));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The oldest sample that has not been reported; null if there is none. */
  private @Nullable Sample next() {
    Sample next = samples.poll();
    if (next != null) {
      waiting.decrementAndGet();
    }
    return next;
  }
}
