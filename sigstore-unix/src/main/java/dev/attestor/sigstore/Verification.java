package dev.attestor.sigstore;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** One verification of one image, done once by whichever thread comes first. */
final class Verification {

  private final Supplier<ImageReport> work;
  private final Executor soon;
  private final Executor whenIdle;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicBoolean hurried = new AtomicBoolean();
  private final CompletableFuture<ImageReport> report = new CompletableFuture<>();

  /**
   * Does not begin yet.
   *
   * @param soon for somebody who waits
   * @param whenIdle for nobody yet
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
    // Also where it stands in the other queue: somebody waits now.
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
      // A defect too: nobody may be left waiting.
      report.completeExceptionally(e);
    }
  }
}
