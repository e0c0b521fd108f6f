package dev.attestor.agent.daemon.service;

import dev.attestor.agent.api.v1.WatchResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** Streams of events about one process while it runs. */
final class Watches {

  private final CallAuthorizer answers;
  private final IdentityMessages identities;
  private final ScheduledExecutorService timer;
  private final Supplier<Duration> interval;
  private final Set<WatchCall> open = ConcurrentHashMap.newKeySet();

  Watches(
      CallAuthorizer answers,
      IdentityMessages identities,
      ScheduledExecutorService timer,
      Supplier<Duration> interval) {
    this.answers = answers;
    this.identities = identities;
    this.timer = timer;
    this.interval = interval;
  }

  /**
   * Begins a stream about a process.
   *
   * @param caller whose limits it counts against, for the log
   */
  void begin(Subject subject, String caller, ServerCallStreamObserver<WatchResponse> response) {
    WatchCall watch =
        new WatchCall(subject, caller, response, answers, identities, timer, interval);
    open.add(watch);
    watch.begin(() -> open.remove(watch));
  }

  /** Ends the streams of callers that may no longer ask, without waiting for their next check. */
  void judgeCallers() {
    open.forEach(WatchCall::judgeCaller);
  }
}
