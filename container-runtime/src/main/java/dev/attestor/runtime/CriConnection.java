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
 * A gRPC connection to a Unix socket. Connects at the first call, and again after every loss. A
 * single daemon thread does all I/O, callbacks and timers.
 */
final class CriConnection implements AutoCloseable {

  static {
    // Turn off Netty's events for Java Flight Recorder: they make the start much slower.
    if (System.getProperty("io.netty.jfr.enabled") == null) {
      System.setProperty("io.netty.jfr.enabled", "false");
    }
  }

  private final EventLoopGroup loop;
  private final ManagedChannel channel;
  private volatile boolean closed;

  @SuppressWarnings("FutureReturnValueIgnored") // Only the listener is needed.
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

  /**
   * Logs if the event loop ends. Netty only logs the exception that ended it and continues without
   * the thread, so no call would get an answer any more.
   */
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

  /** Resets the backoff, so that the next call connects at once. */
  void forgetFailures() {
    channel.resetConnectBackoff();
  }

  /**
   * Runs a task later, on the connection's thread.
   *
   * @return whether it will run; false once this connection is closed
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The task reports its own result.
  boolean later(Duration pause, Runnable task) {
    try {
      loop.schedule(task, pause.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for the thread to end.
  public void close() {
    closed = true;
    channel.shutdownNow();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
