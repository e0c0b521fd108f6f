package dev.attestor.agent.daemon.service;

import dev.attestor.agent.api.v1.Ended;
import dev.attestor.agent.api.v1.Identity;
import dev.attestor.agent.api.v1.Unknown;
import dev.attestor.agent.api.v1.WatchResponse;
import dev.attestor.agent.daemon.config.ActiveConfiguration;
import dev.attestor.core.attest.Attestation;
import dev.attestor.core.error.Causes;
import dev.attestor.core.error.ProcessException;
import dev.attestor.grpc.Statuses;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream. Checks the process at intervals and sends what is new: a different answer, that there
 * is no answer for now, or that the process has ended, which is the last event. A slow reader may
 * miss intermediate events, but never the latest one.
 */
final class WatchCall {

  private static final Logger LOG = LoggerFactory.getLogger(WatchCall.class);

  private final Subject subject;
  private final String caller;
  private final ServerCallStreamObserver<WatchResponse> response;
  private final CallAuthorizer authorizer;
  private final IdentityMessages identities;
  private final Callers callers;
  private final ScheduledExecutorService timer;
  private final ActiveConfiguration active;

  // Guarded by this.
  private boolean over;
  private Runnable hook = () -> {};

  /** A digest of the last event sent: events can be large, and there are many streams. */
  private byte @Nullable [] last;

  private @Nullable Future<?> planned;
  private @Nullable CompletableFuture<Attestation> looking;

  WatchCall(
      Subject subject,
      String caller,
      ServerCallStreamObserver<WatchResponse> response,
      CallAuthorizer authorizer,
      IdentityMessages identities,
      Callers callers,
      ScheduledExecutorService timer,
      ActiveConfiguration active) {
    this.subject = subject;
    this.caller = caller;
    this.response = response;
    this.authorizer = authorizer;
    this.identities = identities;
    this.callers = callers;
    this.timer = timer;
    this.active = active;
  }

  /** Starts the stream; the task runs once at its end. */
  void begin(Runnable atEnd) {
    synchronized (this) {
      hook = atEnd;
    }
    response.setOnCancelHandler(this::end);
    if (response.isCancelled()) {
      // It was cancelled on another thread before the handler was set.
      end();
      return;
    }
    look();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The stream reports the result.
  private void look() {
    try {
      CompletableFuture<Attestation> attestation = authorizer.attest(subject);
      synchronized (this) {
        looking = attestation;
        if (over) {
          attestation.cancel(false);
        }
      }
      attestation.whenComplete(this::tell);
    } catch (RuntimeException | Error e) {
      finish(e);
    }
  }

  private void tell(@Nullable Attestation attestation, @Nullable Throwable failure) {
    synchronized (this) {
      // It would keep the pod of an old list in memory.
      looking = null;
    }
    try {
      if (attestation != null) {
        if (subject.itself()) {
          callers.pods().found(caller, attestation);
        }
        Identity identity = identities.of(subject.pid(), attestation);
        subject.requireRunning();
        send(WatchResponse.newBuilder().setIdentity(identity).build());
      } else if (failure != null && isEnd(failure)) {
        ended();
        return;
      } else if (failure != null && isRefusal(failure)) {
        finish(failure);
        return;
      } else if (failure != null) {
        Status status = CallerStatus.of(failure);
        Unknown unknown =
            Unknown.newBuilder()
                .setCode(status.getCode().value())
                .setMessage(String.valueOf(status.getDescription()))
                .build();
        if (send(WatchResponse.newBuilder().setUnknown(unknown).build())) {
          LOG.atWarn()
              .addKeyValue("pid", subject.pid())
              .addKeyValue("caller", callers.accounts().named(caller))
              .addKeyValue("reason", Statuses.of(failure).getStatus().getDescription())
              .log("a stream has no answer for now");
        }
      }
      lookLater();
    } catch (ProcessException e) {
      ended();
    } catch (RuntimeException | Error e) {
      finish(e);
    }
  }

  /** Ends the stream if the active configuration no longer allows its caller to ask. */
  @SuppressWarnings("FutureReturnValueIgnored") // The stream reports the result.
  void judgeCaller() {
    authorizer
        .requireAllowed(subject)
        .whenComplete(
            (allowed, failure) -> {
              if (failure != null && isRefusal(failure)) {
                finish(failure);
              }
            });
  }

  private static boolean isEnd(Throwable failure) {
    return Causes.unwrap(failure) instanceof ProcessException process
        && process.kind() == ProcessException.Kind.GONE;
  }

  /** Whether the caller may not ask; this differs from a process that is hidden from the agent. */
  private static boolean isRefusal(Throwable failure) {
    return Causes.unwrap(failure) instanceof StatusRuntimeException status
        && status.getStatus().getCode() == Status.Code.PERMISSION_DENIED;
  }

  /** Sends an event if it is new. Returns whether it was sent. */
  private synchronized boolean send(WatchResponse event) {
    if (over || !response.isReady()) {
      return false;
    }
    byte[] digest = digest(undated(event));
    if (Arrays.equals(digest, last)) {
      return false;
    }
    last = digest;
    response.onNext(event);
    return true;
  }

  private static byte[] digest(WatchResponse event) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      event.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return digest.digest();
    } catch (NoSuchAlgorithmException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static WatchResponse undated(WatchResponse event) {
    return event.hasIdentity()
        ? WatchResponse.newBuilder()
            .setIdentity(IdentityMessages.undated(event.getIdentity()))
            .build()
        : event;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The stream reports the result.
  private void lookLater() {
    try {
      synchronized (this) {
        if (over) {
          return;
        }
        planned =
            timer.schedule(
                this::look, active.config().watchInterval().toNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (RejectedExecutionException e) {
      finish(Status.UNAVAILABLE.withDescription("the agent is being stopped").asException());
    }
  }

  private void ended() {
    if (end()) {
      response.onNext(WatchResponse.newBuilder().setEnded(Ended.getDefaultInstance()).build());
      response.onCompleted();
    }
  }

  private void finish(Throwable failure) {
    if (end()) {
      response.onError(CallerStatus.of(failure).asRuntimeException());
    }
  }

  /**
   * Ends the stream. Returns whether this call ended it; if so, only this caller may send the last
   * event.
   */
  private boolean end() {
    Runnable task;
    CompletableFuture<Attestation> started;
    Future<?> next;
    synchronized (this) {
      if (over) {
        return false;
      }
      over = true;
      task = hook;
      started = looking;
      next = planned;
      last = null;
    }
    if (next != null) {
      next.cancel(false);
    }
    task.run();
    if (started != null) {
      started.cancel(false);
    }
    subject.close();
    return true;
  }
}
