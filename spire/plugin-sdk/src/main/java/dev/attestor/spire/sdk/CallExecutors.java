package dev.attestor.spire.sdk;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Picks the threads of a call by its service. What is not named here belongs to the protocol
 * itself, never blocks, and runs on the thread that reads the connection: a plugin that is busy or
 * stuck still hears where the host's services are, and to shut down.
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

  /** As many daemon threads as there are calls at once; idle ones end after 10 s. */
  static Executor growingPool() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>());
    pool.setThreadFactory(
        task -> {
          Thread thread = new Thread(task, "plugin-call");
          thread.setDaemon(true);
          // The pool makes another one.
          thread.setUncaughtExceptionHandler(LastResort::log);
          return thread;
        });
    return pool;
  }
}
