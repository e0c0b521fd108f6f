package dev.attestor.runtime;

import dev.attestor.local.LocalTransport;
import dev.attestor.local.pipe.PipeAddress;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC connection to a Unix socket or a named pipe. Connects at the first call, and again after
 * every loss. A single daemon thread does all I/O, callbacks and timers.
 */
final class CriConnection implements AutoCloseable {

  private static final String THREAD = "attestor-cri";

  private final LocalTransport transport;
  private final ManagedChannel channel;

  private CriConnection(LocalTransport transport, NettyChannelBuilder builder) {
    this.transport = transport;
    this.channel = builder.directExecutor().disableRetry().build();
  }

  static CriConnection to(Path socket) {
    LocalTransport transport = LocalTransport.nativeSockets(THREAD);
    return new CriConnection(transport, transport.channel(socket));
  }

  /** Sends nothing to a pipe of another owner. */
  static CriConnection to(PipeAddress pipe, Set<String> trustedOwners) {
    LocalTransport.doWithoutFlightRecorder();
    LocalTransport transport = LocalTransport.pipes(THREAD);
    return new CriConnection(transport, transport.channel(pipe, trustedOwners));
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
      transport.thread().schedule(task, pause.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    transport.close();
  }
}
