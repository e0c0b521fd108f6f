package dev.attestor.core.attest;

import dev.attestor.core.error.ProcessException;
import dev.attestor.core.error.ProcessException.Kind;
import dev.attestor.threads.DaemonThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Starts attestations on a few threads of its own, for platforms whose lookups could block the
 * threads that serve all callers. The queue is bounded; a limit for each caller is up to the code
 * that admits callers. Threads start with the first lookup and end when idle.
 */
final class SlowLookups implements AutoCloseable {

  private static final int THREADS = 2;
  static final int MAX_WAITING = 4_096;

  private final ExecutorService threads =
      DaemonThreads.pool(DaemonThreads.numbered("attestor-lookup"), THREADS, MAX_WAITING);

  /**
   * Starts an attestation soon. Cancelling the result cancels the attestation, or prevents its
   * start.
   *
   * @param pid for the message if the queue is full
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

  @SuppressWarnings("FutureReturnValueIgnored") // The callbacks pass the result on.
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

  /** Queued attestations still start. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
