package dev.attestor.agent.daemon.listen;

import dev.attestor.agent.daemon.limits.ConnectionShare;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.TimeUnit;

/**
 * Counts a connection's buffers against its caller's budget, and closes the connection of a caller
 * that does not read its answers.
 */
final class ConnectionMeter extends ChannelDuplexHandler {

  /** Answers wait for the caller's flow control before they arrive here; settings do not. */
  private static final long MAX_UNSENT_BYTES = 192 << 10;

  /** How long a caller may read nothing while there is something to read. */
  private static final long PATIENCE_MILLIS = 5000;

  private final ConnectionShare place;

  private final FairReads turns;

  // Used only by the event loop.
  private boolean watching;
  private boolean paused;

  ConnectionMeter(ConnectionShare place, FairReads turns) {
    this.place = place;
    this.turns = turns;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for the end.
  public void handlerAdded(ChannelHandlerContext context) {
    Channel channel = context.channel();
    ConnectionAllocator purse = new ConnectionAllocator(place);
    channel.config().setAllocator(purse);
    // Closed here, because gRPC would send a GOAWAY first and wait for the caller.
    place.occupy(() -> context.executor().execute(context::close), purse::bytes);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    Channel channel = context.channel();
    paused = !turns.hasRead(channel, place.caller(), () -> resume(channel));
    if (paused) {
      channel.config().setAutoRead(false);
    }
    context.fireChannelReadComplete();
    place.measured();
  }

  private void resume(Channel channel) {
    paused = false;
    channel.config().setAutoRead(true);
  }

  @Override
  public void read(ChannelHandlerContext context) {
    // Decoders request more data for incomplete input, even if it is another caller's turn.
    if (!paused) {
      context.read();
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // The promise reports the result.
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    context.write(message, promise);
    if (unsent(context) > MAX_UNSENT_BYTES) {
      place.close();
    }
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    context.flush();
    place.measured();
    if (!watching && unsent(context) > 0) {
      watching = true;
      watch(context);
    }
  }

  private static long unsent(ChannelHandlerContext context) {
    ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  // Compares identity on purpose. The task fails only if it is shut down.
  @SuppressWarnings({"ReferenceEquality", "FutureReturnValueIgnored"})
  private void watch(ChannelHandlerContext context) {
    ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
    if (buffer == null || buffer.isEmpty()) {
      watching = false;
      return;
    }
    Object first = buffer.current();
    long written = buffer.currentProgress();
    context
        .executor()
        .schedule(
            () -> {
              if (!buffer.isEmpty()
                  && buffer.current() == first
                  && buffer.currentProgress() == written) {
                place.close();
              } else {
                watch(context);
              }
            },
            PATIENCE_MILLIS,
            TimeUnit.MILLISECONDS);
  }
}
