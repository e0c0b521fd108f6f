package dev.attestor.spire.sdk;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/**
 * Sockets for gRPC, with a single I/O thread for the server and all channels. Its threads are
 * daemons.
 */
final class Transport {

  static {
    // Turn off Netty's events for Java Flight Recorder: they take a quarter of the start time.
    if (System.getProperty("io.netty.jfr.enabled") == null) {
      System.setProperty("io.netty.jfr.enabled", "false");
    }
  }

  private final EventLoopGroup loop;
  private final boolean epoll;

  @SuppressWarnings("FutureReturnValueIgnored") // Only the listener is needed.
  private Transport(IoHandlerFactory handlers, boolean epoll) {
    this.loop =
        new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("plugin-io", true), handlers);
    // Otherwise Netty logs the error and continues without an I/O thread.
    loop.terminationFuture().addListener(ended -> LastResort.lost("plugin-io"));
    this.epoll = epoll;
  }

  /** The transport for Unix sockets: native if its library loads, otherwise the JDK's. */
  static Transport unix() {
    return Epoll.isAvailable() ? new Transport(EpollIoHandler.newFactory(), true) : nio();
  }

  /** The JDK's sockets, which the TCP server needs. */
  static Transport nio() {
    return new Transport(NioIoHandler.newFactory(), false);
  }

  /** Creates a server at a path that does not exist yet. */
  NettyServerBuilder server(Path path) {
    Class<? extends ServerChannel> type =
        epoll ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
    // gRPC enables TCP keepalives, and Unix sockets log a warning for the unknown option.
    return onLoop(forAddress(unixAddress(path)).channelType(type))
        .withChildOption(ChannelOption.SO_KEEPALIVE, null);
  }

  /** Creates a server on a TCP port that accepts only connections that the check allows. */
  NettyServerBuilder server(InetSocketAddress address, PeerCheck check) {
    return onLoop(forAddress(address).channelFactory(() -> new CheckedServerChannel(check)));
  }

  private static NettyServerBuilder forAddress(SocketAddress address) {
    return NettyServerBuilder.forAddress(address, InsecureServerCredentials.create());
  }

  private NettyServerBuilder onLoop(NettyServerBuilder server) {
    return server.bossEventLoopGroup(loop).workerEventLoopGroup(loop);
  }

  /** Creates a plain-text channel that is not connected yet. */
  NettyChannelBuilder channel(Endpoint endpoint) {
    ChannelCredentials clear = InsecureChannelCredentials.create();
    NettyChannelBuilder channel;
    if (endpoint instanceof Endpoint.Unix unix) {
      channel =
          NettyChannelBuilder.forAddress(unixAddress(unix.path()), clear)
              .overrideAuthority("unused")
              .channelType(unixChannel())
              .withOption(ChannelOption.SO_KEEPALIVE, null);
    } else {
      Endpoint.Tcp tcp = (Endpoint.Tcp) endpoint;
      channel =
          NettyChannelBuilder.forAddress(new InetSocketAddress(tcp.host(), tcp.port()), clear)
              .channelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class);
    }
    return channel.eventLoopGroup(loop).disableRetry();
  }

  private Class<? extends Channel> unixChannel() {
    return epoll ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class;
  }

  private SocketAddress unixAddress(Path path) {
    return epoll ? new DomainSocketAddress(path.toFile()) : UnixDomainSocketAddress.of(path);
  }
}
