package dev.attestor.local;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** The JDK's sockets. */
final class JdkSockets implements SocketFamily {

  @Override
  public IoHandlerFactory handlers() {
    return NioIoHandler.newFactory();
  }

  @Override
  public Class<? extends ServerChannel> unixServer() {
    return NioServerDomainSocketChannel.class;
  }

  @Override
  public Class<? extends Channel> unixChannel() {
    return NioDomainSocketChannel.class;
  }

  @Override
  public ChannelFactory<? extends Channel> unixChannel(int user) {
    throw new UnsupportedOperationException(
        "only native sockets tell which user listens, and they are not available here");
  }

  @Override
  public SocketAddress unixAddress(Path path) {
    return UnixDomainSocketAddress.of(path);
  }

  @Override
  public Class<? extends Channel> tcpChannel() {
    return NioSocketChannel.class;
  }
}
