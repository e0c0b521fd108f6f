package dev.attestor.core.attest;

import dev.attestor.core.error.ProcessException;
import dev.attestor.core.error.ProcessException.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Begins attestations on a few threads of its own, for platforms whose lookups could hold up the
 * threads that serve everybody. A bounded number waits; how many of one caller do is for whoever
 * admits callers. Threads come with the first lookup, and go when there are none.
 */
final class SlowLookups implements AutoCloseable {

  private static final int THREADS = 2;
  static final int MAX_WAITING = 4_096;
  private static final long IDLE_SECONDS = 30;

  private final AtomicInteger numbers = new AtomicInteger();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MAX_WAITING),
          this::thread);

  SlowLookups() {
    threads.allowCoreThreadTimeOut(true);
  }

  private Thread thread(Runnable task) {
    Thread thread = new Thread(task, "attestor-lookup-" + numbers.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Begins an attestation soon. Cancelling the answer ends it, or keeps it from beginning.
   *
   * @param pid for the message if too many wait
   */
  CompletableFuture<Attestation> run(
      int pid, Supplier<CompletableFuture<Attestation>> attestation) {
    CompletableFuture<Attestation> answer = new CompletableFuture<>();
    try {
      threads.execute(() -> begin(attestation, answer));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(
          new ProcessException(
              Kind.UNREADABLE,
              pid,
              "process %s was not looked at: %s others are waiting".formatted(pid, MAX_WAITING),
              e));
    }
    return answer;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The hooks pass on what they hear.
  private static void begin(
      Supplier<CompletableFuture<Attestation>> attestation, CompletableFuture<Attestation> answer) {
    if (answer.isDone()) {
      return;
    }
    try {
      CompletableFuture<Attestation> begun = attestation.get();
      begun.whenComplete(
          (result, failure) -> {
            if (failure == null) {
              answer.complete(result);
            } else {
              answer.completeExceptionally(failure);
            }
          });
      answer.whenComplete(
          (result, failure) -> {
            if (answer.isCancelled()) {
              begun.cancel(false);
            }
          });
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
      throw e;
    }
  }

  /** Those that wait still begin. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
