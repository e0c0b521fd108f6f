package dev.attestor.runtime;

import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC connection to a Unix socket, dialled at the first call, and again whenever it was lost.
 * One daemon thread reads, writes, runs callbacks and keeps time.
 */
final class CriConnection implements AutoCloseable {

  static {
    // Netty's events for the JDK's flight recorder cost much of the start.
    if (System.getProperty("io.netty.jfr.enabled") == null) {
      System.setProperty("io.netty.jfr.enabled", "false");
    }
  }

  private final EventLoopGroup loop;
  private final ManagedChannel channel;
  private volatile boolean closed;

  @SuppressWarnings("FutureReturnValueIgnored") // The listener is all that is wanted.
  CriConnection(Path socket) {
    boolean epoll = Epoll.isAvailable();
    this.loop =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("attestor-cri", true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    loop.terminationFuture().addListener(ended -> tell());
    Class<? extends Channel> type =
        epoll ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class;
    SocketAddress address =
        epoll ? new DomainSocketAddress(socket.toFile()) : UnixDomainSocketAddress.of(socket);
    this.channel =
        NettyChannelBuilder.forAddress(address, InsecureChannelCredentials.create())
            .overrideAuthority("localhost")
            .channelType(type)
            .withOption(ChannelOption.SO_KEEPALIVE, null)
            .eventLoopGroup(loop)
            .directExecutor()
            .disableRetry()
            .build();
  }

  /** Netty logs what ends its thread and goes on without; nobody would be answered any more. */
  private void tell() {
    Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    if (!closed && handler != null) {
      handler.uncaughtException(
          Thread.currentThread(), new AssertionError("the event loop \"attestor-cri\" has ended"));
    }
  }

  ManagedChannel channel() {
    return channel;
  }

  /** Dials again at the next call, however often that failed before. */
  void forgetFailures() {
    channel.resetConnectBackoff();
  }

  /**
   * Runs something later, on the connection's thread.
   *
   * @return whether it will run; not so once this is closed
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The task reports by itself.
  boolean later(Duration pause, Runnable task) {
    try {
      loop.schedule(task, pause.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for the end of the thread.
  public void close() {
    closed = true;
    channel.shutdownNow();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
