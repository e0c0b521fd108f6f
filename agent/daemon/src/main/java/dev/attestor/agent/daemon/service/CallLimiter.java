package dev.attestor.agent.daemon.service;

import dev.attestor.agent.daemon.limits.Admission;
import dev.attestor.agent.daemon.peer.PeerConnection;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the caller's limits to every call of every service. A call counts from its first byte
 * until its answer is delivered, and runs when its turn comes. If its request never becomes
 * complete, or its answer is never read, the connection is closed.
 */
final class CallLimiter implements ServerInterceptor {

  /** The time limit to complete a request, and to read an answer. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration CHECK = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(CallLimiter.class);

  private final Admission admission;
  private final ScheduledExecutorService timer;
  private final Set<LimitedCall<?, ?>> open = ConcurrentHashMap.newKeySet();

  @SuppressWarnings("FutureReturnValueIgnored") // Ends with the timer.
  CallLimiter(Admission admission, ScheduledExecutorService timer) {
    this.admission = admission;
    this.timer = timer;
    timer.scheduleWithFixedDelay(
        this::hangUpOnTheSlow, CHECK.toNanos(), CHECK.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    LimitedCall<Q, A> limited =
        new LimitedCall<>(call, PeerConnection.current().place(), admission, timer, open::remove);
    open.add(limited);
    return limited.enter(next, headers);
  }

  private void hangUpOnTheSlow() {
    long now = System.nanoTime();
    open.forEach(limited -> hangUpIfDue(limited, now));
  }

  /** An exception from one call must not prevent the checks of other calls or the next round. */
  private static void hangUpIfDue(LimitedCall<?, ?> limited, long now) {
    try {
      limited.hangUpIfDue(now);
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      LOG.error("a defect in hanging up on a slow caller", e);
    }
  }
}
