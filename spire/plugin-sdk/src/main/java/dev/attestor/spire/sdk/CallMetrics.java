package dev.attestor.spire.sdk;

import dev.attestor.spire.sdk.HostMetrics.Counter;
import dev.attestor.spire.sdk.HostMetrics.Samples;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Metrics of a program's calls, named like SPIRE's own: for each kind of call, a counter with the
 * label {@code result}, and the distribution {@code elapsed_time} in milliseconds. {@code
 * samples_dropped} counts the times that the host is not told.
 */
public final class CallMetrics {

  /** The result of a call that ended well. */
  public static final String OK = "ok";

  private static final float NANOS_PER_MILLISECOND = 1e6f;

  private final HostMetrics metrics;
  private final String program;
  private final Counter dropped;

  /**
   * Creates metrics without calls.
   *
   * @param metrics reports them
   * @param program what all names begin with, after the host's own name
   */
  public CallMetrics(HostMetrics metrics, String program) {
    this.metrics = metrics;
    this.program = program;
    this.dropped = metrics.counter(List.of(program, "samples_dropped"), Map.of());
  }

  /**
   * Creates the metrics of one kind of call.
   *
   * @param name such as {@code attestation}
   * @param results all values of the label; a value may be there twice
   * @return what counts these calls
   */
  public Calls calls(String name, Collection<String> results) {
    Map<String, Counter> counters =
        results.stream()
            .distinct()
            .collect(
                Collectors.toUnmodifiableMap(
                    result -> result,
                    result -> metrics.counter(List.of(program, name), Map.of("result", result))));
    return new Calls(
        counters, metrics.samples(List.of(program, name, "elapsed_time"), Map.of(), dropped));
  }

  /**
   * Creates the metrics of one kind of call, whose result is {@code ok} or the name of a failure in
   * lower case.
   *
   * @param name such as {@code kubelet_request}
   * @param failures all failures
   * @return what counts these calls
   */
  public Calls calls(String name, Enum<?>[] failures) {
    return calls(
        name, Stream.concat(Stream.of(OK), Arrays.stream(failures).map(Calls::label)).toList());
  }

  /** Calls of one kind. */
  public static final class Calls {

    private final Map<String, Counter> counters;
    private final Samples times;

    private Calls(Map<String, Counter> counters, Samples times) {
      this.counters = counters;
      this.times = times;
    }

    /**
     * Counts a call that ended well or with a failure.
     *
     * @param failure one of those that were named; empty if there was none
     * @param nanos how long the call took
     */
    public void ended(Optional<? extends Enum<?>> failure, long nanos) {
      ended(failure.map(Calls::label).orElse(OK), nanos);
    }

    private static String label(Enum<?> failure) {
      return failure.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Counts a call that ended.
     *
     * @param result one of those that were named
     * @param nanos how long the call took
     * @throws IllegalArgumentException if the result was not named
     */
    public void ended(String result, long nanos) {
      Optional.ofNullable(counters.get(result))
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "the result \"%s\" is none of %s".formatted(result, counters.keySet())))
          .increment();
      times.add((float) nanos / NANOS_PER_MILLISECOND);
    }
  }
}
