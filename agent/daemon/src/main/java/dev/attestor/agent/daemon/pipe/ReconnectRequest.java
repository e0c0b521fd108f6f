package dev.attestor.agent.daemon.pipe;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Makes an HTTP/2 client connect again, with an empty SETTINGS frame and a GOAWAY frame which says
 * that no request was processed (RFC 9113, 6.5 and 6.8). gRPC clients reconnect at once and resend
 * their calls transparently. They resend a call only once, so the frames are delayed until the next
 * connection is certain to be younger than the client.
 */
final class ReconnectRequest extends ChannelInboundHandlerAdapter {

  private static final byte[] FRAMES = {
    // SETTINGS: length 0, type 4, no flags, stream 0
    0,
    0,
    0,
    4,
    0,
    0,
    0,
    0,
    0,
    // GOAWAY: length 8, type 7, no flags, stream 0; last stream 0, NO_ERROR
    0,
    0,
    8,
    7,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0
  };

  /** Longer than a tick of the clock that Windows uses for the creation times of processes. */
  private static final long WAIT_MILLIS = 20;

  private static final long LAST_MILLIS = 2000;

  ReconnectRequest() {}

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // It fails only if it is shut down.
  public void channelActive(ChannelHandlerContext context) {
    context.executor().schedule(() -> send(context), WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // As above.
  private static void send(ChannelHandlerContext context) {
    context.writeAndFlush(Unpooled.wrappedBuffer(FRAMES), context.voidPromise());
    // The client closes the connection; if we did, it might treat that as a failure.
    context.executor().schedule(() -> close(context), LAST_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    close(context);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits.
  private static void close(ChannelHandlerContext context) {
    context.close();
  }
}
