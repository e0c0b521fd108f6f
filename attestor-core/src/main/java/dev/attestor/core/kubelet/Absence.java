package dev.attestor.core.kubelet;

import dev.attestor.core.error.AttestationException;
import dev.attestor.core.error.KubeletException;
import java.time.Duration;

/**
 * A kubelet that has answered before and is suddenly gone is probably being restarted. For up to
 * five seconds, callers wait for it instead of failing. Not thread-safe; its owner locks.
 */
final class Absence {

  static final Duration LONGEST = Duration.ofSeconds(5);

  /** Without a try for so long, the kubelet may have been back in the meantime. */
  static final Duration FORGOTTEN = Duration.ofMinutes(1);

  /** Between two tries. */
  static final Duration PAUSE = Duration.ofMillis(250);

  private final long longest;

  private boolean answered;
  private boolean gone;
  private boolean waitedFor;
  private long goneSince;
  private long triedAt;

  /**
   * Waits for at most half of the time that a caller has: one that comes when the kubelet has just
   * gone is told why the kubelet fails, and not that its container is not listed.
   */
  Absence(Duration patience) {
    Duration half = patience.dividedBy(2);
    this.longest = (half.compareTo(LONGEST) < 0 ? half : LONGEST).toNanos();
  }

  /** The kubelet has answered. */
  void end() {
    answered = true;
    gone = false;
    waitedFor = false;
  }

  /**
   * Whether callers should wait, although the kubelet has just failed.
   *
   * @param delay nanoseconds until the request budget allows the next try
   */
  boolean isShort(AttestationException failure, long now, long delay) {
    if (!gone || now - triedAt >= FORGOTTEN.toNanos()) {
      gone = true;
      goneSince = now;
    }
    triedAt = now;
    long nextTry = now + Math.max(PAUSE.toNanos(), delay);
    waitedFor = answered && isOfRestart(failure) && nextTry - goneSince < longest;
    return waitedFor;
  }

  /** A restarting kubelet refuses connections, or answers on its socket that it is not ready. */
  private static boolean isOfRestart(AttestationException failure) {
    return failure instanceof KubeletException kubelet
        && switch (kubelet.kind()) {
          case UNREACHABLE, UNEXPECTED_STATUS -> true;
          case TIMEOUT, TLS, CREDENTIALS, UNAUTHENTICATED, FORBIDDEN, BAD_BODY, CLOSED -> false;
        };
  }

  /** Nanoseconds until the next try. */
  long delay(long now) {
    return waitedFor ? Math.max(0, triedAt + PAUSE.toNanos() - now) : 0;
  }
}
