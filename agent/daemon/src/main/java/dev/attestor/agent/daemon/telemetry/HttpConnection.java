package dev.attestor.agent.daemon.telemetry;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One connection. Answers its first request and reads nothing after it, neither a body nor another
 * request. Closes the connection after the response or at the deadline.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

  private final HttpAnswers answers;
  private final Duration deadline;

  // Used only by the event loop.
  private boolean answered;

  HttpConnection(HttpAnswers answers, Duration deadline) {
    this.answers = answers;
    this.deadline = deadline;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits.
  public void channelActive(ChannelHandlerContext context) {
    var closing =
        context.executor().schedule(() -> close(context), deadline.toNanos(), TimeUnit.NANOSECONDS);
    context.channel().closeFuture().addListener(closed -> closing.cancel(false));
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // The connection ends in any case.
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (!answered && message instanceof HttpRequest request) {
        answered = true;
        context.channel().config().setAutoRead(false);
        context.writeAndFlush(answers.answer(request)).addListener(ChannelFutureListener.CLOSE);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
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
