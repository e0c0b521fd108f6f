package dev.attestor.agent.daemon.service;

import dev.attestor.agent.daemon.config.ActiveConfiguration;
import dev.attestor.agent.daemon.config.WhoisPolicy;
import dev.attestor.agent.daemon.peer.CallerFacts;
import dev.attestor.agent.daemon.peer.KnownPeer;
import dev.attestor.agent.daemon.peer.NamelessPeer;
import dev.attestor.agent.daemon.peer.Peer;
import dev.attestor.core.attest.Attestation;
import dev.attestor.core.pod.Pod;
import dev.attestor.grpc.Statuses;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletableFuture;

/**
 * Decides who may ask about other processes. The caller itself is attested first: a pod chooses its
 * own user ID, so for a process in a pod only its service account counts, as the kubelet reports
 * it. A caller that cannot be attested may ask nothing.
 */
final class Operators {

  private final ActiveConfiguration active;
  private final CallerFacts facts;

  /** Uses the active configuration. */
  Operators(ActiveConfiguration active, CallerFacts facts) {
    this.active = active;
    this.facts = facts;
  }

  /**
   * Refuses early a caller that {@link #require} would refuse wherever it runs.
   *
   * @throws StatusRuntimeException if the caller is refused
   */
  void requirePossible(Peer peer) {
    WhoisPolicy who = active.config().whoMayAsk();
    if (who.pods().isEmpty() && !who.includes(peer.user())) {
      throw denied(peer.user().displayName());
    }
    if (peer instanceof NamelessPeer nameless) {
      throw Status.FAILED_PRECONDITION.withDescription(nameless.reason()).asRuntimeException();
    }
  }

  /**
   * Succeeds if the caller may ask now and still runs. Fails with {@code PERMISSION_DENIED} if it
   * may not, or with the attestation's failure if this cannot be decided. Cancelling the future
   * cancels the caller's attestation.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The returned future reports the result.
  CompletableFuture<Void> require(KnownPeer peer) {
    CompletableFuture<Attestation> attested;
    try {
      requirePossible(peer);
      attested =
          active
              .attestor()
              .use(attestor -> attestor.attest(peer.pid(), peer.pin()))
              .orElseThrow(Operators::stopping);
    } catch (StatusRuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<Void> verdict =
        attested.handle(
            (attestation, failure) -> {
              if (failure != null) {
                throw undecided(failure);
              }
              judge(peer, attestation);
              return null;
            });
    verdict.whenComplete((allowed, failure) -> attested.cancel(false));
    return verdict;
  }

  private void judge(KnownPeer peer, Attestation attestation) {
    WhoisPolicy who = active.config().whoMayAsk();
    if (attestation instanceof Attestation.InPod in) {
      Pod pod = in.placement().pod();
      if (!who.includesPod(pod.namespace(), pod.serviceAccount())) {
        throw denied(
            "the pod %s/%s with the service account \"%s\""
                .formatted(pod.namespace(), pod.name(), pod.serviceAccount()));
      }
    } else if (!who.includes(peer.user())) {
      throw denied(peer.user().displayName());
    } else if (facts.inContainer(peer.pid())) {
      throw denied(
          "%s in a container, or in a PID namespace of its own,"
              .formatted(peer.user().displayName()));
    }
    // Checked last: this proves that the process ID belonged to the caller until here.
    peer.requireRunning();
  }

  static StatusRuntimeException stopping() {
    return Status.UNAVAILABLE.withDescription("the agent is being stopped").asRuntimeException();
  }

  private static StatusRuntimeException undecided(Throwable failure) {
    Status status = Statuses.of(failure).getStatus();
    return status
        .withDescription(
            "cannot determine whether the caller may ask about others: " + status.getDescription())
        .asRuntimeException();
  }

  private static StatusRuntimeException denied(String who) {
    return Status.PERMISSION_DENIED
        .withDescription(
            "%s may not ask about others; the whois block of the agent's configuration names who may"
                .formatted(who))
        .asRuntimeException();
  }
}
