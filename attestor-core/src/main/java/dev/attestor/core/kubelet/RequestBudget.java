package dev.attestor.core.kubelet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * When the kubelet may be asked next: on average at most once per interval over any minute, in
 * bursts of at most six, and never twice within 10 ms. Not safe for threads; its owner locks.
 *
 * <p>Two limits work together. Tokens, one for each interval that goes by unused, allow the bursts.
 * A record of all requests of the last minute is the promise itself; tokens come slower as long as
 * a burst stands in that record, so that the promise is kept by a steady pace rather than by a stop
 * at the end of the minute.
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

  private double tokens;
  private long refilledAt;

  RequestBudget(Duration interval) {
    this.interval = interval.toNanos();
    this.window = Math.max(MINUTE, this.interval);
    this.perWindow = (int) Math.min(Integer.MAX_VALUE, window / this.interval);
    this.burst = Math.max(1, Math.min(MAX_BURST, perWindow / 2));
    this.tokens = burst;
  }

  /** How long to wait before the next request, in nanoseconds; zero if it may go now. */
  long delay(long now) {
    refill(now);
    if (sent.isEmpty()) {
      return 0;
    }
    long spaced = sent.getLast() + SPACING - now;
    long token = tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) * pace());
    long room = sent.size() < perWindow ? 0 : sent.getFirst() + window - now;
    return Math.max(0, Math.max(spaced, Math.max(token, room)));
  }

  /** Notes a request that goes out now. */
  void spend(long now) {
    refill(now);
    tokens = Math.max(0, tokens - 1);
    sent.addLast(now);
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

  /** How many requests a steady pace would have sent since the oldest one on record. */
  private long expected() {
    return (sent.getLast() - sent.getFirst()) / interval + 1;
  }
}
