package dev.attestor.node.limits;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** What is known of one caller. Not safe for threads; {@link Admission} locks. */
final class CallerState {

  private static final long FIRST_PENALTY = Duration.ofMillis(20).toNanos();
  private static final long LAST_PENALTY = Duration.ofSeconds(5).toNanos();
  private static final int FREE_FAILURES = 3;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  final String name;
  final Deque<Ticket> queue = new ArrayDeque<>();

  int connections;
  int underWay;
  int watches;
  long answered;
  long refused;
  long failed;
  long lastUsed;

  /** Whether it stands in the line of those with something to do. */
  boolean inLine;

  private final double rate;
  private double tokens;
  private long refilledAt;
  private int failuresInARow;
  private long notBefore;

  CallerState(String name, int callsPerSecond, long now) {
    this.name = name;
    this.rate = callsPerSecond;
    this.tokens = callsPerSecond;
    this.refilledAt = now;
    this.notBefore = now;
    this.lastUsed = now;
  }

  /** How long its next call has to wait, in nanoseconds; zero if it may go now. */
  long delay(long now) {
    tokens = Math.min(rate, tokens + (now - refilledAt) * rate / SECOND);
    refilledAt = now;
    long penalty = Math.max(0, notBefore - now);
    long token = tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) * SECOND / rate);
    return Math.max(penalty, token);
  }

  void began() {
    tokens -= 1;
    underWay++;
  }

  /** Its own failures in a row make it wait longer and longer; one answer makes up for all. */
  void ended(Ending ending, long now) {
    underWay--;
    lastUsed = now;
    if (ending == Ending.ANSWERED) {
      answered++;
      failuresInARow = 0;
      return;
    }
    failed++;
    if (ending == Ending.FAILED) {
      return;
    }
    failuresInARow++;
    if (failuresInARow > FREE_FAILURES) {
      int doublings = Math.min(16, failuresInARow - FREE_FAILURES - 1);
      notBefore = now + Math.min(LAST_PENALTY, FIRST_PENALTY << doublings);
    }
  }

  boolean isIdle() {
    return connections == 0 && underWay == 0 && watches == 0 && queue.isEmpty();
  }
}
