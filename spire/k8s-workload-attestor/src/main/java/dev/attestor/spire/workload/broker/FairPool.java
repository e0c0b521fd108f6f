package dev.attestor.spire.workload.broker;

import dev.attestor.threads.DaemonThreads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Threads for calls that wait for the API server. Each caller has its own share of them, so that
 * one who asks for a lot, or for what takes long, delays only itself: at most 8, and at most as
 * many as are still free, so that the next caller always finds some. A free thread goes to the
 * caller with the fewest.
 */
final class FairPool implements AutoCloseable {

  static final Duration MAX_WAIT = Duration.ofSeconds(10);

  private static final int THREADS = 32;
  private static final int OF_ONE = 8;

  private final ExecutorService threads =
      DaemonThreads.pool(DaemonThreads.numbered("attestor-brokers"), THREADS, Integer.MAX_VALUE);
  private final LongSupplier clock;

  // Both guarded by this. Has only callers with something to do.
  private final Map<String, Lane> lanes = new LinkedHashMap<>();
  private int running;

  private static final class Lane {
    private final Deque<Task<?>> waiting = new ArrayDeque<>();
    private int running;
  }

  private record Task<T>(Supplier<T> work, CompletableFuture<T> answer, long since) {}

  /** Creates a pool. The clock is in nanoseconds. */
  FairPool(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * Runs a task of a caller, unless its answer is cancelled before. Fails with {@code UNAVAILABLE}
   * if the task has waited for {@link #MAX_WAIT}.
   *
   * @param underWay whether the task belongs to a call that had a turn before; it goes before those
   *     that had none
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback's result is not needed.
  <T> CompletableFuture<T> run(String caller, boolean underWay, Supplier<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Task<T> task = new Task<>(work, answer, clock.getAsLong());
    synchronized (this) {
      Lane lane = lanes.computeIfAbsent(caller, name -> new Lane());
      if (underWay) {
        lane.waiting.addFirst(task);
      } else {
        lane.waiting.addLast(task);
      }
      start();
    }
    answer.whenComplete(
        (result, failure) -> {
          if (answer.isCancelled()) {
            withdraw(caller, task);
          }
        });
    return answer;
  }

  private synchronized void withdraw(String caller, Task<?> task) {
    Lane lane = lanes.get(caller);
    if (lane != null && lane.waiting.remove(task) && lane.waiting.isEmpty() && lane.running == 0) {
      lanes.remove(caller);
    }
  }

  private <T> void run(String caller, Task<T> task) {
    try {
      if (clock.getAsLong() - task.since() > MAX_WAIT.toNanos()) {
        task.answer()
            .completeExceptionally(
                Refusals.busy(
                    "the call waited for more than %s s behind others of this broker"
                        .formatted(MAX_WAIT.toSeconds())));
      } else if (!task.answer().isDone()) {
        task.answer().complete(task.work().get());
      }
    } catch (RuntimeException | Error e) {
      task.answer().completeExceptionally(e);
    } finally {
      end(caller);
    }
  }

  private synchronized void end(String caller) {
    running--;
    Lane lane = lanes.get(caller);
    if (lane != null) {
      lane.running--;
      if (lane.running == 0 && lane.waiting.isEmpty()) {
        lanes.remove(caller);
      }
    }
    start();
  }

  /** Guarded by this. */
  private void start() {
    Optional<Map.Entry<String, Lane>> next = next();
    while (next.isPresent()) {
      String caller = next.get().getKey();
      Lane lane = next.get().getValue();
      Task<?> task = lane.waiting.remove();
      try {
        threads.execute(() -> run(caller, task));
        lane.running++;
        running++;
      } catch (RejectedExecutionException e) {
        // The configuration is no longer in use, so nobody waits.
        lane.waiting.clear();
      }
      next = next();
    }
  }

  /** The caller that has the next turn, if a thread is free for it. Guarded by this. */
  private Optional<Map.Entry<String, Lane>> next() {
    int share = Math.min(OF_ONE, THREADS - running);
    return lanes.entrySet().stream()
        .filter(entry -> !entry.getValue().waiting.isEmpty())
        .min(Comparator.comparingInt(entry -> entry.getValue().running))
        .filter(entry -> entry.getValue().running < share);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
