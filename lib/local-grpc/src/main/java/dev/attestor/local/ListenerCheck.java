package dev.attestor.local;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import java.io.IOException;

/**
 * Ends a connection, before anything is sent, unless a given user listens at the other end. The
 * kernel knows whose process began to listen there; unix(7), {@code SO_PEERCRED}.
 */
final class ListenerCheck extends ChannelInboundHandlerAdapter {

  private final EpollDomainSocketChannel channel;
  private final int user;

  ListenerCheck(EpollDomainSocketChannel channel, int user) {
    this.channel = channel;
    this.user = user;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Nothing depends on when the connection has ended.
  public void channelActive(ChannelHandlerContext context) throws IOException {
    int listener = channel.peerCredentials().uid();
    if (listener == user) {
      context.fireChannelActive();
      return;
    }
    context.fireExceptionCaught(
        new IOException(
            "user %s listens on the socket, expected user %s".formatted(listener, user)));
    context.close();
  }
}
