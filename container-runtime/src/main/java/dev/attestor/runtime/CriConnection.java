package dev.attestor.runtime;

import dev.attestor.local.LocalTransport;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC connection to a Unix socket. Connects at the first call, and again after every loss. A
 * single daemon thread does all I/O, callbacks and timers.
 */
final class CriConnection implements AutoCloseable {

  private final LocalTransport transport = LocalTransport.nativeSockets("attestor-cri");
  private final ManagedChannel channel;

  CriConnection(Path socket) {
    this.channel = transport.channel(socket).directExecutor().disableRetry().build();
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
