package dev.attestor.spire.sdk;

import dev.attestor.threads.DaemonThreads;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Selects the executor of a call by its service. Services that are not listed belong to the
 * protocol itself. They never block and run on the connection's I/O thread, so that a busy or stuck
 * plugin still receives the host's address and {@code Shutdown}.
 */
record CallExecutors(Map<String, Executor> byService) implements ServerCallExecutorSupplier {

  CallExecutors {
    byService = Map.copyOf(byService);
  }

  @Override
  public <Q, A> Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
    String service = call.getMethodDescriptor().getServiceName();
    return service == null ? Runnable::run : byService.getOrDefault(service, Runnable::run);
  }

  /** A pool with one daemon thread for each concurrent call; idle threads end after 10 s. */
  static Executor growingPool() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>());
    ThreadFactory threads = DaemonThreads.named("plugin-call");
    pool.setThreadFactory(
        task -> {
          Thread thread = threads.newThread(task);
          // The pool replaces the thread.
          thread.setUncaughtExceptionHandler(LastResort::log);
          return thread;
        });
    return pool;
  }
}
