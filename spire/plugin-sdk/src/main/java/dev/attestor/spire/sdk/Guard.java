package dev.attestor.spire.sdk;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns every exception of a service into a status for that call only. A thrown status is passed
 * on. Anything else is logged and becomes {@code INTERNAL} without its message, which may contain a
 * secret.
 */
final class Guard implements ServerInterceptor {

  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  @Override
  public <Q, A> Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    try {
      return new Guarded<>(next.startCall(call, headers), call);
    } catch (Throwable e) {
      refuse(call, e);
      return new Listener<>() {};
    }
  }

  private static void refuse(ServerCall<?, ?> call, Throwable thrown) {
    Status status = status(thrown);
    if (status == null) {
      LOG.atError()
          .addKeyValue("method", call.getMethodDescriptor().getFullMethodName())
          .setCause(thrown)
          .log("A call failed unexpectedly");
      status =
          Status.INTERNAL.withDescription("unexpected error: " + thrown.getClass().getSimpleName());
    }
    try {
      call.close(status, new Metadata());
    } catch (RuntimeException e) {
      LOG.debug("The failed call was closed already", e);
    }
  }

  private static @Nullable Status status(Throwable thrown) {
    if (thrown instanceof StatusRuntimeException known) {
      return known.getStatus();
    }
    return thrown instanceof StatusException known ? known.getStatus() : null;
  }

  /** The listener of one call. */
  private static final class Guarded<Q, A> extends SimpleForwardingServerCallListener<Q> {

    private final ServerCall<Q, A> call;

    Guarded(Listener<Q> delegate, ServerCall<Q, A> call) {
      super(delegate);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      run(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      run(super::onHalfClose);
    }

    @Override
    public void onCancel() {
      run(super::onCancel);
    }

    @Override
    public void onComplete() {
      run(super::onComplete);
    }

    @Override
    public void onReady() {
      run(super::onReady);
    }

    private void run(Runnable callback) {
      try {
        callback.run();
      } catch (Throwable e) {
        refuse(call, e);
      }
    }
  }
}
