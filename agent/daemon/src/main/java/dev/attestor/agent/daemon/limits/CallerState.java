package dev.attestor.agent.daemon.limits;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The state of one caller. Not thread-safe; {@link Admission} locks. */
final class CallerState {

  private static final long FIRST_PENALTY = Duration.ofMillis(20).toNanos();
  private static final long LAST_PENALTY = Duration.ofSeconds(5).toNanos();
  private static final int FREE_FAILURES = 3;
  private static final int CONNECTS_PER_SECOND = 100;
  private static final int MOST_CONNECTS = 200;
  private static final int LEAST_CONNECTS = -1000;
  private static final int COST_OF_NO_USE = 9;
  private static final int COST_OF_A_HANG_UP = 99;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  final String name;
  final Deque<CallSlot> queue = new ArrayDeque<>();

  int underWay;
  int watches;
  long answered;
  long refused;
  long failed;
  long lastUsed;

  /** Whether it is queued. */
  boolean inLine;

  private double tokens;
  private long refilledAt;
  private double connects = MOST_CONNECTS;
  private long connectsRefilledAt;
  private int failuresInARow;
  private long notBefore;

  CallerState(String name, int callsPerSecond, long now) {
    this.name = name;
    this.tokens = callsPerSecond;
    this.refilledAt = now;
    this.connectsRefilledAt = now;
    this.notBefore = now;
    this.lastUsed = now;
  }

  /** Whether it may open another connection now; if so, counts the connection. */
  boolean mayConnect(long now) {
    double refill = (now - connectsRefilledAt) * (double) CONNECTS_PER_SECOND / SECOND;
    connects = Math.min(MOST_CONNECTS, connects + refill);
    connectsRefilledAt = now;
    if (connects < 1) {
      return false;
    }
    connects -= 1;
    return true;
  }

  /** If a connection cost more than it was useful, the next ones are delayed. */
  void disconnected(ConnectionEnd how) {
    int cost =
        switch (how) {
          case OF_USE, KNOWN -> 0;
          case OF_NO_USE -> COST_OF_NO_USE;
          case HUNG_UP_ON -> COST_OF_A_HANG_UP;
        };
    connects = Math.max(LEAST_CONNECTS, connects - cost);
  }

  /** The delay of its next call at the given rate, in nanoseconds; 0 if it may start now. */
  long delay(int callsPerSecond, long now) {
    double rate = callsPerSecond;
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

  /** Consecutive failures of its own increase the delay; one answer resets it. */
  void ended(CallEnd ending, long now) {
    underWay--;
    lastUsed = now;
    if (ending == CallEnd.ANSWERED) {
      answered++;
      failuresInARow = 0;
      return;
    }
    failed++;
    if (ending == CallEnd.FAILED) {
      return;
    }
    failuresInARow++;
    if (failuresInARow > FREE_FAILURES) {
      int doublings = Math.min(16, failuresInARow - FREE_FAILURES - 1);
      notBefore = now + Math.min(LAST_PENALTY, FIRST_PENALTY << doublings);
    }
  }

  boolean isIdle() {
    return underWay == 0 && watches == 0 && queue.isEmpty();
  }
}
