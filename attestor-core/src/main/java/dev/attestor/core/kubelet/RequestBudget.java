package dev.attestor.core.kubelet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Limits requests to the kubelet: on average at most one per interval over any minute, at most six
 * in a burst, and never two within 10 ms. Requests that are refunded count only for the latter. Not
 * thread-safe; its owner locks.
 *
 * <p>Two limits work together. Tokens allow the bursts; each unused interval adds one. A record of
 * all requests of the last minute enforces the average. While the record contains a burst, tokens
 * are added more slowly, so that requests slow down instead of stopping at the end of the minute.
 */
final class RequestBudget {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final long SPACING = Duration.ofMillis(10).toNanos();
  private static final int MAX_BURST = 6;

  private final long interval;
  private final long window;
  private final int perWindow;
  private final int burst;
  private final Deque<Long> sent = new ArrayDeque<>();

  private boolean used;
  private long lastAt;
  private double tokens;
  private long refilledAt;

  RequestBudget(Duration interval) {
    this.interval = interval.toNanos();
    this.window = Math.max(MINUTE, this.interval);
    this.perWindow = (int) Math.min(Integer.MAX_VALUE, window / this.interval);
    this.burst = Math.max(1, Math.min(MAX_BURST, perWindow / 2));
    this.tokens = burst;
  }

  /** Nanoseconds to wait before the next request; 0 if it may be sent now. */
  long delay(long now) {
    return delay(now, 1);
  }

  /**
   * The same for a request that nobody waits for. It leaves half of a burst to others, so that they
   * hardly notice it.
   */
  long spareDelay(long now) {
    return delay(now, 1 + burst / 2);
  }

  /** The same for a request that is expected to be {@linkplain #refund refunded}. */
  long spacing(long now) {
    return used ? Math.max(0, lastAt + SPACING - now) : 0;
  }

  private long delay(long now, double needed) {
    refill(now);
    if (sent.isEmpty()) {
      return spacing(now);
    }
    long token = tokens >= needed ? 0 : (long) Math.ceil((needed - tokens) * pace());
    long room = sent.size() < perWindow ? 0 : sent.getFirst() + window - now;
    return Math.max(spacing(now), Math.max(token, room));
  }

  /** Records a request that is sent now. */
  void spend(long now) {
    refill(now);
    tokens -= 1;
    sent.addLast(now);
    used = true;
    lastAt = now;
  }

  /** Takes the last request off the record, as if it had not been sent, except for the spacing. */
  void refund() {
    sent.pollLast();
    tokens = Math.min(burst, tokens + 1);
  }

  private void refill(long now) {
    while (!sent.isEmpty() && now - sent.getFirst() >= window) {
      sent.removeFirst();
    }
    if (!sent.isEmpty()) {
      tokens = Math.min(burst, tokens + (now - refilledAt) / (double) pace());
    } else {
      tokens = burst;
    }
    refilledAt = now;
  }

  /** Nanoseconds per token. */
  private long pace() {
    boolean burstInWindow = sent.size() > (sent.isEmpty() ? 0 : expected());
    return burstInWindow ? window / Math.max(1, perWindow - burst) : interval;
  }

  /** The number of requests at a steady pace since the oldest one on record. */
  private long expected() {
    return (sent.getLast() - sent.getFirst()) / interval + 1;
  }
}
