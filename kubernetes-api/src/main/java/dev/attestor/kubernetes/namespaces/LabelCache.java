package dev.attestor.kubernetes.namespaces;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the labels of namespaces for a short time. From half of that time on they are read anew
 * in the background, so that callers hardly ever wait; once the time is over, nothing old is told.
 * One request is under way for a namespace at most, and its callers share it.
 */
final class LabelCache {

  private static final int MAX_NAMESPACES = 1_000;

  private final Function<String, CompletableFuture<Map<String, String>>> reader;
  private final long maxAge;
  private final LongSupplier clock;

  // Guarded by this.
  private final Map<String, Known> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MAX_NAMESPACES;
        }
      };
  private final Map<String, CompletableFuture<Map<String, String>>> underWay = new HashMap<>();

  private record Known(Map<String, String> labels, long askedAt) {}

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
            (labels, failure) -> settle(namespace, askedAt, labels, unwrap(failure), answer));
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
        entries.put(namespace, new Known(Map.copyOf(labels), askedAt));
      }
    }
    if (labels != null) {
      answer.complete(labels);
    } else {
      answer.completeExceptionally(
          failure == null ? new IllegalStateException("no labels") : failure);
    }
  }

  private static @Nullable Throwable unwrap(@Nullable Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
