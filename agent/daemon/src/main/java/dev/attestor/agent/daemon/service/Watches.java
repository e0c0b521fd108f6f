package dev.attestor.agent.daemon.service;

import dev.attestor.agent.api.v1.WatchResponse;
import dev.attestor.agent.daemon.config.ActiveConfiguration;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/** Streams of events about one process while it runs. */
final class Watches {

  private final CallAuthorizer authorizer;
  private final IdentityMessages identities;
  private final Callers callers;
  private final ScheduledExecutorService timer;
  private final ActiveConfiguration active;
  private final Set<WatchCall> open = ConcurrentHashMap.newKeySet();

  Watches(
      CallAuthorizer authorizer,
      IdentityMessages identities,
      Callers callers,
      ScheduledExecutorService timer,
      ActiveConfiguration active) {
    this.authorizer = authorizer;
    this.identities = identities;
    this.callers = callers;
    this.timer = timer;
    this.active = active;
  }

  /**
   * Starts a stream about a process.
   *
   * @param caller the caller whose limits apply, for the log
   */
  void begin(Subject subject, String caller, ServerCallStreamObserver<WatchResponse> response) {
    WatchCall watch =
        new WatchCall(subject, caller, response, authorizer, identities, callers, timer, active);
    open.add(watch);
    watch.begin(() -> open.remove(watch));
  }

  /** Ends the streams of callers that may no longer ask, without waiting for their next check. */
  void judgeCallers() {
    open.forEach(WatchCall::judgeCaller);
  }
}
