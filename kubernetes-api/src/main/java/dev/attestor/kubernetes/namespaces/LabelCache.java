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
 * Caches the labels of namespaces for a short time. After half of that time, they are read again in
 * the background, so callers rarely wait. Expired labels are never returned. At most one request
 * per namespace is in flight, and all its callers share it. If the cache exceeds {@link
 * LabelBudget#MAX_CACHE}, the least recently used entries are removed.
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
   * Creates an empty cache.
   *
   * @param reader reads the labels of a namespace
   * @param maxAge the maximum age of labels, counted from the start of their request
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

  /** Returns the labels; fails if the reader fails. */
  @SuppressWarnings("FutureReturnValueIgnored") // Read in the background, for later callers.
  CompletableFuture<Map<String, String>> get(String namespace) {
    Known known = known(namespace);
    long age = known == null ? maxAge : clock.getAsLong() - known.askedAt();
    if (known == null || age >= maxAge) {
      // A caller that cancels must not cancel the request of the other callers.
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

  @SuppressWarnings("FutureReturnValueIgnored") // The returned future reports the result.
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

  /** Whoever may label namespaces chooses the keys; this map stays fast for any keys. */
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
