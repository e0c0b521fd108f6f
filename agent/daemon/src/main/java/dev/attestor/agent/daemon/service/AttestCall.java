package dev.attestor.agent.daemon.service;

import dev.attestor.agent.api.v1.Identity;
import dev.attestor.core.attest.Attestation;
import dev.attestor.grpc.Statuses;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call, which is answered once or ends when its caller cancels. Thread-safe. */
final class AttestCall<T> {

  private static final Logger LOG = LoggerFactory.getLogger(AttestCall.class);

  private final Subject subject;
  private final String caller;
  private final ServerCallStreamObserver<T> response;
  private final Function<Identity, T> message;
  private final CallAuthorizer authorizer;
  private final IdentityMessages identities;
  private final Callers callers;

  // Guarded by this.
  private boolean over;
  private @Nullable CompletableFuture<Attestation> answer;

  AttestCall(
      Subject subject,
      String caller,
      ServerCallStreamObserver<T> response,
      Function<Identity, T> message,
      CallAuthorizer authorizer,
      IdentityMessages identities,
      Callers callers) {
    this.callers = callers;
    this.subject = subject;
    this.caller = caller;
    this.response = response;
    this.message = message;
    this.authorizer = authorizer;
    this.identities = identities;
    // The caller cancelled, or its deadline has passed.
    response.setOnCancelHandler(this::giveUp);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The response reports the result.
  void start() {
    synchronized (this) {
      if (over) {
        return;
      }
    }
    try {
      CompletableFuture<Attestation> attestation = authorizer.attest(subject);
      synchronized (this) {
        answer = attestation;
      }
      attestation.whenComplete(this::tell);
      if (isOver()) {
        attestation.cancel(false);
      }
    } catch (RuntimeException | Error e) {
      tell(null, e);
    }
  }

  private void tell(@Nullable Attestation attestation, @Nullable Throwable failure) {
    if (!end()) {
      return;
    }
    try {
      if (attestation == null) {
        fail(failure == null ? new IllegalStateException("no answer") : failure);
        return;
      }
      if (subject.itself()) {
        callers.pods().found(caller, attestation);
      }
      Identity identity = identities.of(subject.pid(), attestation);
      // The last check: neither a caller that has ended nor a process that reuses its ID may get
      // the answer.
      subject.requireRunning();
      response.onNext(message.apply(identity));
      response.onCompleted();
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      subject.close();
    }
  }

  private void fail(Throwable failure) {
    LOG.atWarn()
        .addKeyValue("pid", subject.pid())
        .addKeyValue("caller", callers.accounts().named(caller))
        .addKeyValue("reason", Statuses.of(failure).getStatus().getDescription())
        .log("an attestation failed");
    Status told = CallerStatus.of(failure);
    // A problem of another process is not the fault of the caller that asks about it.
    response.onError((subject.itself() ? told : told.withCause(null)).asRuntimeException());
  }

  private void giveUp() {
    CompletableFuture<Attestation> started;
    synchronized (this) {
      over = true;
      started = answer;
    }
    if (started != null) {
      started.cancel(false);
    }
    subject.close();
  }

  private synchronized boolean isOver() {
    return over;
  }

  private synchronized boolean end() {
    boolean first = !over;
    over = true;
    return first;
  }
}
