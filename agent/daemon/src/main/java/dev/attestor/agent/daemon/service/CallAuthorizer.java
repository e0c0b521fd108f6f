package dev.attestor.agent.daemon.service;

import dev.attestor.agent.daemon.config.ActiveConfiguration;
import dev.attestor.agent.daemon.peer.CallerFacts;
import dev.attestor.agent.daemon.peer.KnownPeer;
import dev.attestor.agent.daemon.peer.NamelessPeer;
import dev.attestor.agent.daemon.peer.Peer;
import dev.attestor.agent.daemon.peer.PeerConnection;
import dev.attestor.agent.daemon.peer.PidScope;
import dev.attestor.core.attest.Attestation;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.grpc.Statuses;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Decides which process a call is about, whether the caller may ask, and which attestor answers.
 */
final class CallAuthorizer {

  private final ActiveConfiguration active;
  private final CallerFacts facts;
  private final Operators operators;

  CallAuthorizer(ActiveConfiguration active, CallerFacts facts, Operators operators) {
    this.active = active;
    this.facts = facts;
    this.operators = operators;
  }

  /** The caller, which may always ask about itself. */
  Subject caller() {
    return Subject.caller(named(PeerConnection.current().peer()));
  }

  /**
   * Another process; {@link #attest} checks whether the caller may ask.
   *
   * @throws io.grpc.StatusRuntimeException if the caller may not ask, wherever it runs
   */
  Subject other(int pid) {
    KnownPeer peer = operator();
    if (pid <= 0) {
      throw Status.INVALID_ARGUMENT
          .withDescription("\"%s\" is not a process ID, expected a positive number".formatted(pid))
          .asRuntimeException();
    }
    return Subject.other(pid, peer);
  }

  private KnownPeer operator() {
    Peer peer = PeerConnection.current().peer();
    operators.requirePossible(peer);
    return named(peer);
  }

  /** Succeeds if the caller may see what the agent does. */
  CompletableFuture<Void> requireOperator() {
    return operators.require(operator());
  }

  /** Succeeds if the caller may still get the answer about the subject. */
  CompletableFuture<Void> requireAllowed(Subject subject) {
    return subject.itself()
        ? CompletableFuture.completedFuture(null)
        : operators.require(subject.asker());
  }

  CompletableFuture<Attestation> attest(Subject subject) {
    return subject.itself() ? attestPinned(subject) : attestForOperator(subject);
  }

  private CompletableFuture<Attestation> attestPinned(Subject subject) {
    Optional<ProcessPin> pin = subject.pin(active.locator());
    return pin.map(held -> active.attestor().use(attestor -> attestor.attest(subject.pid(), held)))
        // Tells why it cannot be pinned.
        .orElseGet(() -> active.attestor().use(attestor -> attestor.attest(subject.pid())))
        .orElseThrow(Operators::stopping);
  }

  /** Authorizes the caller before anything is done for it, and again when the answer is ready. */
  @SuppressWarnings("FutureReturnValueIgnored") // The answer reports the result.
  private CompletableFuture<Attestation> attestForOperator(Subject subject) {
    CompletableFuture<Void> before = operators.require(subject.asker());
    AtomicReference<CompletableFuture<?>> underWay = new AtomicReference<>(before);
    CompletableFuture<Attestation> answer =
        before.thenCompose(
            allowed -> {
              requireSameNumbers(subject.asker(), subject.pid());
              CompletableFuture<Attestation> found = attestPinned(subject);
              underWay.set(found);
              return found
                  .handle(
                      (attestation, failure) -> {
                        CompletableFuture<Void> after = operators.require(subject.asker());
                        underWay.set(after);
                        return after.thenCompose(still -> found);
                      })
                  .thenCompose(Function.identity());
            });
    answer.whenComplete((attestation, failure) -> underWay.get().cancel(false));
    return answer;
  }

  private void requireSameNumbers(KnownPeer caller, int pid) {
    PidScope found = facts.numbering(caller.pid());
    try {
      // The result belongs to the caller only if the caller still runs.
      caller.requireRunning();
    } catch (ProcessException e) {
      throw Statuses.of(e);
    }
    switch (found) {
      case SAME -> {}
      case OTHER ->
          throw Status.FAILED_PRECONDITION
              .withDescription(
                  "the caller runs in another PID namespace, where the number %s means another process"
                      .formatted(pid))
              .asRuntimeException();
      case UNKNOWN ->
          throw Status.INTERNAL
              .withDescription(
                  "whether the number %s means the same process to the caller as to the agent cannot"
                          .formatted(pid)
                      + " be told; the agent's log says why")
              .asRuntimeException();
    }
  }

  private static KnownPeer named(Peer peer) {
    if (peer instanceof NamelessPeer nameless) {
      throw Status.FAILED_PRECONDITION.withDescription(nameless.reason()).asRuntimeException();
    }
    return (KnownPeer) peer;
  }
}
