package dev.attestor.kubernetes.namespaces;

import dev.attestor.core.error.Causes;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the labels of namespaces for a short time. From half of that time on they are read anew
 * in the background, so that callers hardly ever wait; once the time is over, nothing old is told.
 * One request is under way for a namespace at most, and its callers share it. Those that were asked
 * for longest ago are forgotten where all together take more than {@link LabelBudget#MAX_CACHE}.
 */
final class LabelCache {

  private final Function<String, CompletableFuture<Map<String, String>>> reader;
  private final long maxAge;
  private final LongSupplier clock;

  // Guarded by this.
  private final LinkedHashMap<String, Known> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private final Map<String, CompletableFuture<Map<String, String>>> underWay = new HashMap<>();

  private record Known(Map<String, String> labels, long askedAt, long bytes) {}

  /**
   * Makes an empty cache.
   *
   * @param reader asks for the labels of a namespace
   * @param maxAge how old an answer may be, counted from when it was asked for
   * @param clock in nanoseconds
   */
  LabelCache(
      Function<String, CompletableFuture<Map<String, String>>> reader,
      Duration maxAge,
      LongSupplier clock) {
    this.reader = reader;
    this.maxAge = maxAge.toNanos();
    this.clock = clock;
  }

  /** The labels; a failure of the reader is passed on. */
  @SuppressWarnings("FutureReturnValueIgnored") // Read in the background, for later callers.
  CompletableFuture<Map<String, String>> get(String namespace) {
    Known known = known(namespace);
    long age = known == null ? maxAge : clock.getAsLong() - known.askedAt();
    if (known == null || age >= maxAge) {
      // A caller who hangs up must not take the answer from the others.
      return read(namespace).copy();
    }
    if (age >= maxAge / 2) {
      read(namespace);
    }
    return CompletableFuture.completedFuture(known.labels());
  }

  private synchronized @Nullable Known known(String namespace) {
    return entries.get(namespace);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The answer carries the outcome.
  private CompletableFuture<Map<String, String>> read(String namespace) {
    CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
    synchronized (this) {
      CompletableFuture<Map<String, String>> shared = underWay.putIfAbsent(namespace, answer);
      if (shared != null) {
        return shared;
      }
    }
    long askedAt = clock.getAsLong();
    reader
        .apply(namespace)
        .whenComplete(
            (labels, failure) ->
                settle(
                    namespace,
                    askedAt,
                    labels,
                    failure == null ? null : Causes.unwrap(failure),
                    answer));
    return answer;
  }

  private void settle(
      String namespace,
      long askedAt,
      @Nullable Map<String, String> labels,
      @Nullable Throwable failure,
      CompletableFuture<Map<String, String>> answer) {
    synchronized (this) {
      underWay.remove(namespace);
      if (labels != null) {
        remember(namespace, labels, askedAt);
      }
    }
    if (labels != null) {
      answer.complete(labels);
    } else {
      answer.completeExceptionally(
          failure == null ? new IllegalStateException("no labels") : failure);
    }
  }

  /** Whoever may label namespaces chooses the keys; a hash map stays fast whatever they are. */
  private void remember(String namespace, Map<String, String> labels, long askedAt) {
    Map<String, String> copy = Collections.unmodifiableMap(new HashMap<>(labels));
    Known known = new Known(copy, askedAt, LabelBudget.bytes(copy));
    Known before = entries.put(namespace, known);
    bytes += known.bytes() - (before == null ? 0 : before.bytes());
    Iterator<Known> eldest = entries.values().iterator();
    while (bytes > LabelBudget.MAX_CACHE && eldest.hasNext()) {
      bytes -= eldest.next().bytes();
      eldest.remove();
    }
  }
}
