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
 * Puts every call under the limits of its caller, whatever service it is for: it takes up room from
 * its first byte on, is served when its turn comes, and counts until its answer was delivered. A
 * connection whose request is never complete, or whose answer is never read, is hung up on.
 */
final class CallLimiter implements ServerInterceptor {

  /** How long a request may take to be complete, and an answer to be read. */
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
    LimitedCall<Q, A> passage =
        new LimitedCall<>(call, PeerConnection.current().place(), admission, timer, open::remove);
    open.add(passage);
    return passage.enter(next, headers);
  }

  private void hangUpOnTheSlow() {
    long now = System.nanoTime();
    open.forEach(passage -> hangUpIfDue(passage, now));
  }

  /** What one call throws ends neither the look at the others nor the next round. */
  private static void hangUpIfDue(LimitedCall<?, ?> passage, long now) {
    try {
      passage.hangUpIfDue(now);
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      LOG.error("a defect in hanging up on a slow caller", e);
    }
  }
}
