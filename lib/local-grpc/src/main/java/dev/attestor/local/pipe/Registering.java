package dev.attestor.local.pipe;

import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import java.util.function.Consumer;

/** Registers both kinds of channels with their event loop. */
final class Registering {

  private Registering() {}

  @SuppressWarnings("FutureReturnValueIgnored") // The promise reports the result.
  static void begin(
      EventLoop loop,
      PipeIoHandler.PipeHandle handle,
      ChannelPromise promise,
      Consumer<IoRegistration> known) {
    ((IoEventLoop) loop)
        .register(handle)
        .addListener(
            (Future<IoRegistration> registered) -> {
              if (registered.isSuccess()) {
                known.accept(registered.getNow());
                promise.setSuccess();
              } else {
                promise.setFailure(registered.cause());
              }
            });
  }
}
