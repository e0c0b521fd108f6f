package dev.attestor.sigstore;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** One verification of one image. The first available thread runs it, once. */
final class Verification {

  private final Supplier<ImageReport> work;
  private final Executor soon;
  private final Executor whenIdle;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicBoolean hurried = new AtomicBoolean();
  private final CompletableFuture<ImageReport> report = new CompletableFuture<>();

  /**
   * Creates a verification without starting it.
   *
   * @param soon the executor for callers that wait
   * @param whenIdle the executor if no caller waits yet
   */
  Verification(Supplier<ImageReport> work, Executor soon, Executor whenIdle) {
    this.work = work;
    this.soon = soon;
    this.whenIdle = whenIdle;
  }

  CompletableFuture<ImageReport> report() {
    return report;
  }

  void startSoon() {
    // Also if it is in the other queue, because a caller waits now.
    if (!begun.get() && hurried.compareAndSet(false, true)) {
      start(soon);
    }
  }

  void startWhenIdle() {
    start(whenIdle);
  }

  private void start(Executor executor) {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      report.completeExceptionally(e);
    }
  }

  private void run() {
    if (!begun.compareAndSet(false, true)) {
      return;
    }
    try {
      report.complete(work.get());
    } catch (RuntimeException | Error e) {
      // Includes defects, so that no caller is left waiting.
      report.completeExceptionally(e);
    }
  }
}
