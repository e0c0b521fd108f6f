package dev.attestor.sigstore;

import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.ImageVerificationException.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Caches the reports of verified images while they are valid. At most one verification of an image
 * runs at a time. A positive report that is older than half its lifetime is renewed when it is
 * used, and stays valid meanwhile; if the renewal fails, it is valid until it expires. Failures are
 * cached briefly, so that a workload that retries does not overload a registry.
 *
 * <p>Bounded: the least recently used image is removed first.
 */
final class Verdicts {

  private static final Duration FAILURE_TTL = Duration.ofSeconds(5);

  private final int limit;
  private final long ttl;
  private final LongSupplier clock;
  private final Function<String, Verification> verifications;

  // Guarded by this; the least recently used comes first.
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private boolean closed;

  /**
   * Creates an empty cache.
   *
   * @param verifications starts the verification of an image
   * @param clock in nanoseconds
   */
  Verdicts(
      int limit, Duration ttl, LongSupplier clock, Function<String, Verification> verifications) {
    this.limit = limit;
    this.ttl = ttl.toNanos();
    this.clock = clock;
    this.verifications = verifications;
  }

  /** Returns the report of an image to a caller that waits for it. */
  CompletableFuture<ImageReport> get(String image) {
    Verification toStart;
    CompletableFuture<ImageReport> answer;
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(closedException());
      }
      long now = clock.getAsLong();
      Entry entry = entries.get(image);
      if (entry == null || entry.isOver(now)) {
        entry = add(image, now);
      } else if (entry.wantsRenewal(now)) {
        entry.renewal = watched(image);
      }
      Verification renewal = entry.renewal;
      toStart = renewal == null ? entry.current : renewal;
      answer = entry.current.report();
    }
    toStart.startSoon();
    return answer;
  }

  /** Starts the verification of an image unless it was requested before. */
  void expect(String image) {
    Verification toStart;
    synchronized (this) {
      if (closed || entries.containsKey(image)) {
        return;
      }
      toStart = add(image, clock.getAsLong()).current;
    }
    toStart.startWhenIdle();
  }

  private Entry add(String image, long now) {
    Entry entry = new Entry(watched(image), now);
    entries.put(image, entry);
    if (entries.size() > limit) {
      entries.remove(entries.keySet().iterator().next());
    }
    return entry;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The future reports the result.
  private Verification watched(String image) {
    Verification verification = verifications.apply(image);
    verification.report().whenComplete((report, failure) -> settle(image, verification, failure));
    return verification;
  }

  private synchronized void settle(
      String image, Verification verification, @Nullable Throwable failure) {
    Entry entry = entries.get(image);
    if (entry == null) {
      return;
    }
    long now = clock.getAsLong();
    if (entry.current == verification) {
      entry.settledAt = now;
      entry.lifetime = failure == null ? ttl : FAILURE_TTL.toNanos();
    } else if (entry.renewal == verification) {
      entry.renewal = null;
      boolean away = failure instanceof ImageVerificationException e && e.kind() != Kind.REFUSED;
      if (away) {
        entry.retryAt = now + FAILURE_TTL.toNanos();
      } else {
        entry.current = verification;
        entry.settledAt = now;
        entry.lifetime = failure == null ? ttl : FAILURE_TTL.toNanos();
      }
    }
  }

  void close() {
    Map<String, Entry> left;
    synchronized (this) {
      closed = true;
      left = new LinkedHashMap<>(entries);
      entries.clear();
    }
    left.values().forEach(entry -> entry.current.report().completeExceptionally(closedException()));
  }

  private static ImageVerificationException closedException() {
    return new ImageVerificationException(Kind.CLOSED, "the attestor is being closed");
  }

  /** The state of one image; guarded by the cache. */
  private final class Entry {
    private Verification current;
    private @Nullable Verification renewal;
    private long settledAt;
    private long lifetime = Long.MAX_VALUE;
    private long retryAt;

    Entry(Verification current, long now) {
      this.current = current;
      this.settledAt = now;
      this.retryAt = now;
    }

    boolean isOver(long now) {
      return current.report().isDone() && now - settledAt > lifetime;
    }

    boolean wantsRenewal(long now) {
      return current.report().isDone()
          && !current.report().isCompletedExceptionally()
          && renewal == null
          && now - settledAt > ttl / 2
          && now - retryAt >= 0;
    }
  }
}
