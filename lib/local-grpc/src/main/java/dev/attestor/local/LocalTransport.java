package dev.attestor.local;

import dev.attestor.local.pipe.PipeAddress;
import dev.attestor.local.pipe.PipeChannel;
import dev.attestor.local.pipe.PipeIoHandler;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;

/**
 * gRPC servers and channels between processes of one machine, in plain text. A single daemon thread
 * does all their I/O. If it ends before {@link #close}, the default handler of uncaught exceptions
 * is told.
 */
public final class LocalTransport implements AutoCloseable {

  private final CriticalEventLoop loop;
  private final SocketFamily sockets;

  private LocalTransport(String thread, IoHandlerFactory handlers, SocketFamily sockets) {
    this.loop = new CriticalEventLoop(thread, handlers);
    this.sockets = sockets;
  }

  /**
   * Uses native sockets if Netty's library loads, otherwise the JDK's. For our own programs: turns
   * off Netty's events for Java Flight Recorder.
   */
  public static LocalTransport nativeSockets(String thread) {
    doWithoutFlightRecorder();
    return sockets(thread, Epoll.isAvailable() ? new EpollSockets() : new JdkSockets());
  }

  /** Uses the JDK's sockets. */
  public static LocalTransport jdkSockets(String thread) {
    return sockets(thread, new JdkSockets());
  }

  private static LocalTransport sockets(String thread, SocketFamily sockets) {
    return new LocalTransport(thread, sockets.handlers(), sockets);
  }

  /** Uses named pipes of Windows. */
  public static LocalTransport pipes(String thread) {
    return of(thread, PipeIoHandler.newFactory());
  }

  /** Uses the caller's own channels and the handler that waits for them. */
  public static LocalTransport of(String thread, IoHandlerFactory handlers) {
    return new LocalTransport(thread, handlers, new JdkSockets());
  }

  /** Turns off Netty's events for Java Flight Recorder: they take a quarter of the start time. */
  public static void doWithoutFlightRecorder() {
    if (System.getProperty("io.netty.jfr.enabled") == null) {
      System.setProperty("io.netty.jfr.enabled", "false");
    }
  }

  /** Creates a server at a path that does not exist yet. */
  public NettyServerBuilder server(Path socket) {
    return withoutKeepalive(server(sockets.unixAddress(socket)).channelType(sockets.unixServer()));
  }

  /** Creates a server with the caller's own channels, such as those of named pipes. */
  public NettyServerBuilder server(
      SocketAddress address, ChannelFactory<? extends ServerChannel> channels) {
    return withoutKeepalive(server(address).channelFactory(channels));
  }

  /** Creates a server on a TCP port, with the caller's own channels. */
  public NettyServerBuilder tcpServer(
      InetSocketAddress address, ChannelFactory<? extends ServerChannel> channels) {
    return server(address).channelFactory(channels);
  }

  private NettyServerBuilder server(SocketAddress address) {
    return NettyServerBuilder.forAddress(address, InsecureServerCredentials.create())
        .bossEventLoopGroup(loop.group())
        .workerEventLoopGroup(loop.group());
  }

  /** gRPC enables TCP keepalives, which neither Unix sockets nor pipes support. */
  private static NettyServerBuilder withoutKeepalive(NettyServerBuilder server) {
    return server.withChildOption(ChannelOption.SO_KEEPALIVE, null);
  }

  /** Creates a channel to a Unix socket that is not connected yet. */
  public NettyChannelBuilder channel(Path socket) {
    return channel(sockets.unixAddress(socket))
        .channelType(sockets.unixChannel())
        .overrideAuthority("localhost")
        .withOption(ChannelOption.SO_KEEPALIVE, null);
  }

  /**
   * Creates a channel to a Unix socket that is not connected yet. Each connection ends before
   * anything is sent if another user than the given one has begun to listen there.
   *
   * @throws UnsupportedOperationException without native sockets
   */
  public NettyChannelBuilder channel(Path socket, int user) {
    return channel(socket).channelFactory(sockets.unixChannel(user));
  }

  /**
   * Creates a channel to a named pipe that is not connected yet.
   *
   * @param trustedOwners the SIDs of the accounts that may own the pipe
   */
  public NettyChannelBuilder channel(PipeAddress pipe, Set<String> trustedOwners) {
    return channel((SocketAddress) pipe)
        .channelFactory(() -> new PipeChannel(trustedOwners))
        .overrideAuthority("localhost")
        .withOption(ChannelOption.SO_KEEPALIVE, null);
  }

  /** Creates a channel to a TCP port that is not connected yet. */
  public NettyChannelBuilder tcpChannel(InetSocketAddress address) {
    return channel(address).channelType(sockets.tcpChannel());
  }

  private NettyChannelBuilder channel(SocketAddress address) {
    return NettyChannelBuilder.forAddress(address, InsecureChannelCredentials.create())
        .eventLoopGroup(loop.group());
  }

  /** The I/O thread, for timers. */
  public ScheduledExecutorService thread() {
    return loop.group();
  }

  /** Ends the thread within a second. */
  @Override
  public void close() {
    loop.close();
  }
}
