package dev.attestor.local.pipe;

import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a channel of either kind is registered with its event loop. */
final class Registering {

  private @Nullable IoRegistration registration;

  static boolean isCompatible(EventLoop loop) {
    return loop instanceof IoEventLoop io && io.isCompatible(PipeIoHandler.PipeHandle.class);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The promise reports the result.
  void begin(EventLoop loop, PipeIoHandler.PipeHandle handle, ChannelPromise promise) {
    ((IoEventLoop) loop)
        .register(handle)
        .addListener(
            (Future<IoRegistration> registered) -> {
              if (registered.isSuccess()) {
                registration = registered.getNow();
                promise.setSuccess();
              } else {
                promise.setFailure(registered.cause());
              }
            });
  }

  /** The port of a channel that is registered. */
  PipePort port() {
    return Objects.requireNonNull(registration).attachment();
  }

  void cancel() {
    if (registration != null) {
      registration.cancel();
    }
  }
}
