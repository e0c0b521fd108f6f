package dev.attestor.agent.daemon.service;

import dev.attestor.agent.daemon.limits.Admission;
import dev.attestor.agent.daemon.limits.CallEnd;
import dev.attestor.agent.daemon.limits.CallSlot;
import dev.attestor.agent.daemon.limits.ConnectionShare;
import dev.attestor.core.error.Outcome;
import dev.attestor.grpc.Statuses;
import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call in the {@link CallLimiter}. A call with one request runs when the request is complete
 * and its turn has come. In a call with several requests, each request takes a turn.
 */
final class LimitedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {

  /** Refusals are delayed, so that an immediate retry is not faster. */
  private static final Duration REFUSAL_DELAY = Duration.ofMillis(250);

  private final ConnectionShare place;
  private final Admission admission;
  private final ScheduledExecutorService timer;
  private final Consumer<LimitedCall<Q, A>> forget;
  private final boolean manyAnswers;
  private final boolean manyRequests;
  private final Context context = Context.current();

  // Guarded by this.
  private boolean waiting = true;
  private long waitingSince = System.nanoTime();
  private boolean watching;
  private boolean closed;
  private boolean over;
  private CallEnd ending = CallEnd.FAILED;
  private @Nullable CallSlot slot;

  LimitedCall(
      ServerCall<Q, A> call,
      ConnectionShare place,
      Admission admission,
      ScheduledExecutorService timer,
      Consumer<LimitedCall<Q, A>> forget) {
    super(call);
    MethodType type = call.getMethodDescriptor().getType();
    this.manyAnswers = !type.serverSendsOneMessage();
    this.manyRequests = !type.clientSendsOneMessage();
    this.place = place;
    this.admission = admission;
    this.timer = timer;
    this.forget = forget;
  }

  ServerCall.Listener<Q> enter(ServerCallHandler<Q, A> next, Metadata headers) {
    place.callBegan();
    if (manyAnswers && !admission.watchBegan(place.caller())) {
      refuse("there are too many streams of %s already");
      return new Turns(new ServerCall.Listener<>() {});
    }
    watching = manyAnswers;
    try {
      return new Turns(next.startCall(this, headers));
    } catch (RuntimeException | Error e) {
      over(false);
      throw e;
    }
  }

  /** Closes the connection if the time to send the request or to read the answer is over. */
  void hangUpIfDue(long now) {
    synchronized (this) {
      if (!waiting || now - waitingSince < CallLimiter.PATIENCE.toNanos()) {
        return;
      }
    }
    place.close();
  }

  @Override
  public void close(Status status, Metadata trailers) {
    CallSlot mine;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      waiting = !over;
      waitingSince = System.nanoTime();
      ending = ending(status);
      mine = slot;
    }
    super.close(status, trailers);
    if (mine != null) {
      admission.answered(mine);
    }
  }

  private static CallEnd ending(Status status) {
    if (status.isOk()) {
      return CallEnd.ANSWERED;
    }
    Throwable cause = status.getCause();
    if (cause == null) {
      return CallEnd.FAILED;
    }
    return switch (Outcome.of(cause)) {
      case CONFLICT, NOT_LISTED, REFUSED, IMAGE -> CallEnd.CALLERS_FAULT;
      default -> CallEnd.FAILED;
    };
  }

  /** Runs a step when its turn comes. */
  private void inTurn(Runnable step) {
    synchronized (this) {
      waiting = closed && !over;
    }
    Optional<CallSlot> entered = admission.enter(place.caller(), mine -> make(step, mine));
    if (entered.isEmpty()) {
      refuse("too many calls of %s wait already");
      return;
    }
    if (!hold(entered.get())) {
      admission.leave(entered.get(), CallEnd.FAILED);
    }
  }

  private void make(Runnable step, CallSlot mine) {
    if (!hold(mine)) {
      admission.leave(mine, CallEnd.FAILED);
      return;
    }
    try {
      context.run(step);
    } catch (RuntimeException | Error e) {
      close(Statuses.of(e).getStatus(), new Metadata());
    }
    if (manyAnswers) {
      // From here on, it counts as a stream.
      admission.leave(mine, CallEnd.ANSWERED);
    }
  }

  /**
   * Keeps the slot until the call ends. Returns false if it has ended, or if there is no caller to
   * answer.
   */
  private synchronized boolean hold(CallSlot mine) {
    if (over || !place.isOpen()) {
      return false;
    }
    slot = mine;
    return true;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The call reports the result.
  private void refuse(String reason) {
    Status status = Status.RESOURCE_EXHAUSTED.withDescription(reason.formatted(place.caller()));
    timer.schedule(
        () -> close(status, new Metadata()), REFUSAL_DELAY.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Ends the call: its answer was delivered, or never will be. */
  private void over(boolean delivered) {
    CallSlot mine;
    CallEnd how;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      waiting = false;
      mine = slot;
      // A call counts as answered only if its answer arrived.
      how = !delivered && ending == CallEnd.ANSWERED ? CallEnd.FAILED : ending;
    }
    forget.accept(this);
    place.callEnded(how == CallEnd.ANSWERED);
    if (watching) {
      admission.watchEnded(place.caller());
    }
    if (mine != null) {
      admission.leave(mine, how);
    }
  }

  /** Receives the caller's messages. */
  private final class Turns extends SimpleForwardingServerCallListener<Q> {

    // Guarded by this.
    private boolean busy;
    private boolean halfClosed;

    Turns(ServerCall.Listener<Q> next) {
      super(next);
    }

    @Override
    public void onMessage(Q message) {
      if (!manyRequests) {
        super.onMessage(message);
        return;
      }
      synchronized (this) {
        busy = true;
      }
      inTurn(
          () -> {
            super.onMessage(message);
            synchronized (this) {
              busy = false;
              if (!halfClosed) {
                return;
              }
            }
            super.onHalfClose();
          });
    }

    @Override
    public void onHalfClose() {
      if (!manyRequests) {
        inTurn(super::onHalfClose);
        return;
      }
      synchronized (this) {
        halfClosed = true;
        if (busy) {
          return;
        }
      }
      super.onHalfClose();
    }

    @Override
    public void onCancel() {
      over(false);
      super.onCancel();
    }

    @Override
    public void onComplete() {
      over(true);
      super.onComplete();
    }
  }
}
