package dev.attestor.agent.daemon.telemetry;

import dev.attestor.input.text.ForeignText;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection. Answers its first request and reads nothing after it, neither a body nor another
 * request. Closes the connection after the response or at the deadline.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

  private static final int MAX_REASON = 300;

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
        context
            .executor()
            .schedule(() -> hangUp(context.channel()), deadline.toNanos(), TimeUnit.NANOSECONDS);
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
    hangUp(context.channel());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent end && !end.isSuccess()) {
      told(end.cause())
          .ifPresent(
              reason ->
                  LOG.atInfo()
                      .addKeyValue("client", context.channel().remoteAddress())
                      .addKeyValue("reason", reason)
                      .log("a TLS connection to the metrics port failed"));
    }
    context.fireUserEventTriggered(event);
  }

  /** Empty for a client that only went away. */
  private static Optional<String> told(Throwable failure) {
    Throwable why = failure;
    while (why.getCause() != null && !(why instanceof CertificateException)) {
      why = why.getCause();
    }
    if (why instanceof ClosedChannelException) {
      return Optional.empty();
    }
    return Optional.of(
        why instanceof NotSslRecordException
            ? "the client does not use TLS"
            : ForeignText.line(String.valueOf(why.getMessage()), MAX_REASON));
  }

  /** Closes a connection at once. TLS would wait for a client that does not read. */
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits.
  static void hangUp(Channel connection) {
    ChannelHandlerContext first = connection.pipeline().firstContext();
    if (first == null) {
      connection.close();
    } else {
      first.close();
    }
  }
}
