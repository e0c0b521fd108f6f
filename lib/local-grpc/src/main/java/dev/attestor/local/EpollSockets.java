package dev.attestor.local;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;

/** The sockets of Netty's native library for Linux. */
final class EpollSockets implements SocketFamily {

  @Override
  public IoHandlerFactory handlers() {
    return EpollIoHandler.newFactory();
  }

  @Override
  public Class<? extends ServerChannel> unixServer() {
    return EpollServerDomainSocketChannel.class;
  }

  @Override
  public Class<? extends Channel> unixChannel() {
    return EpollDomainSocketChannel.class;
  }

  @Override
  public ChannelFactory<? extends Channel> unixChannel(int user) {
    return () -> {
      EpollDomainSocketChannel channel = new EpollDomainSocketChannel();
      channel.pipeline().addFirst(new ListenerCheck(channel, user));
      return channel;
    };
  }

  @Override
  public SocketAddress unixAddress(Path path) {
    return new DomainSocketAddress(path.toFile());
  }

  @Override
  public Class<? extends Channel> tcpChannel() {
    return EpollSocketChannel.class;
  }
}
