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
 * Sockets for gRPC: one thread that reads and writes for the server and for every channel. Its
 * threads are daemons.
 */
final class Transport {

  static {
    // Netty's events for the JDK's flight recorder cost a quarter of the start.
    if (System.getProperty("io.netty.jfr.enabled") == null) {
      System.setProperty("io.netty.jfr.enabled", "false");
    }
  }

  private final EventLoopGroup loop;
  private final boolean epoll;

  @SuppressWarnings("FutureReturnValueIgnored") // The listener is all that is wanted.
  private Transport(IoHandlerFactory handlers, boolean epoll) {
    this.loop =
        new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("plugin-io", true), handlers);
    // Netty would log it, and go on without anybody to read and write.
    loop.terminationFuture().addListener(ended -> LastResort.lost("plugin-io"));
    this.epoll = epoll;
  }

  /** The transport for Unix sockets: native where its library loads, the JDK's elsewhere. */
  static Transport unix() {
    return Epoll.isAvailable() ? new Transport(EpollIoHandler.newFactory(), true) : nio();
  }

  /** The JDK's sockets, which our server on TCP needs. */
  static Transport nio() {
    return new Transport(NioIoHandler.newFactory(), false);
  }

  /** A server at a path that does not exist yet. */
  NettyServerBuilder server(Path path) {
    Class<? extends ServerChannel> type =
        epoll ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
    // gRPC asks for TCP keepalives, which a Unix socket warns that it does not know.
    return onLoop(forAddress(unixAddress(path)).channelType(type))
        .withChildOption(ChannelOption.SO_KEEPALIVE, null);
  }

  /** A server on a TCP port that takes connections only from whom the check allows. */
  NettyServerBuilder server(InetSocketAddress address, PeerCheck check) {
    return onLoop(forAddress(address).channelFactory(() -> new CheckedServerChannel(check)));
  }

  private static NettyServerBuilder forAddress(SocketAddress address) {
    return NettyServerBuilder.forAddress(address, InsecureServerCredentials.create());
  }

  private NettyServerBuilder onLoop(NettyServerBuilder server) {
    return server.bossEventLoopGroup(loop).workerEventLoopGroup(loop);
  }

  /** A channel in clear text; nothing is dialled yet. */
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
