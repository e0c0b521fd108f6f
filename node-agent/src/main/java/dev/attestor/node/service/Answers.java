package dev.attestor.node.service;

import dev.attestor.attest.Attestation;
import dev.attestor.attest.CurrentAttestor;
import dev.attestor.error.ProcessException;
import dev.attestor.grpc.Statuses;
import dev.attestor.node.config.WhoMayAsk;
import dev.attestor.node.peer.KnownPeer;
import dev.attestor.node.peer.NamelessPeer;
import dev.attestor.node.peer.Numbering;
import dev.attestor.node.peer.Peer;
import dev.attestor.node.peer.PeerConnection;
import dev.attestor.spi.ProcessCheck;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Whom a question is about, whether it may be asked, and the attestor that answers it. */
final class Answers {

  private final CurrentAttestor attestor;
  private final Supplier<WhoMayAsk> whoMayAsk;
  private final IntFunction<Numbering> numbering;

  Answers(
      CurrentAttestor attestor, Supplier<WhoMayAsk> whoMayAsk, IntFunction<Numbering> numbering) {
    this.attestor = attestor;
    this.whoMayAsk = whoMayAsk;
    this.numbering = numbering;
  }

  /** The caller, who may always ask about itself. */
  Subject caller() {
    KnownPeer peer = named(PeerConnection.current().peer());
    return new Subject(peer.pid(), Optional.of(peer));
  }

  /**
   * Another process.
   *
   * @throws io.grpc.StatusRuntimeException if the caller may not ask, or means another process by
   *     that number
   */
  Subject other(int pid) {
    requireOperator();
    KnownPeer peer = named(PeerConnection.current().peer());
    if (pid <= 0) {
      throw Status.INVALID_ARGUMENT
          .withDescription("\"%s\" is not a process ID, expected a positive number".formatted(pid))
          .asRuntimeException();
    }
    requireSameNumbers(peer, pid);
    return new Subject(pid, Optional.empty());
  }

  private void requireSameNumbers(KnownPeer caller, int pid) {
    Numbering found = numbering.apply(caller.pid());
    try {
      // What was found is the caller's own only if that still runs.
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

  /**
   * Lets pass whoever may ask about others.
   *
   * @throws io.grpc.StatusRuntimeException for everybody else
   */
  void requireOperator() {
    Peer peer = PeerConnection.current().peer();
    if (!whoMayAsk.get().includes(peer.user())) {
      throw Status.PERMISSION_DENIED
          .withDescription(
              "%s may not ask about others; the whois block of the agent's configuration names who may"
                  .formatted(peer.user().displayName()))
          .asRuntimeException();
    }
  }

  CompletableFuture<Attestation> attest(Subject subject) {
    return subject
        .holder()
        .map(holder -> attestor.attest(subject.pid(), holder))
        .orElseGet(() -> attestor.attest(subject.pid()))
        .orElseThrow(
            () ->
                Status.UNAVAILABLE
                    .withDescription("the agent is being stopped")
                    .asRuntimeException());
  }

  private static KnownPeer named(Peer peer) {
    if (peer instanceof NamelessPeer nameless) {
      throw Status.FAILED_PRECONDITION.withDescription(nameless.reason()).asRuntimeException();
    }
    return (KnownPeer) peer;
  }

  /** A process, and who holds on to it from before it was asked about. */
  record Subject(int pid, Optional<ProcessCheck> holder) {

    /** Nothing for a process that nobody holds on to. */
    void requireHeld() {
      holder.ifPresent(ProcessCheck::requireRunning);
    }
  }
}
