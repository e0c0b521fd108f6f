package dev.attestor.agent.daemon;

import dev.attestor.threads.DaemonThreads;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread for scheduled tasks. No exception is lost: exceptions and stack overflows are logged and
 * affect only their task; other errors go to the handler of uncaught exceptions.
 */
final class Timer extends ScheduledThreadPoolExecutor {

  private static final Logger LOG = LoggerFactory.getLogger(Timer.class);

  Timer() {
    super(1, DaemonThreads.named("attestor-timer"));
    // Otherwise a cancelled task, and all that it refers to, would stay in memory until it is due.
    setRemoveOnCancelPolicy(true);
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
    super.afterExecute(task, thrown);
    Throwable cause = thrown == null ? failure(task) : thrown;
    if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
    } else if (cause != null) {
      LOG.error("a defect in a scheduled task", cause);
    }
  }

  /** The task's future keeps its exception, and nobody else reads that future. */
  private static @Nullable Throwable failure(Runnable task) {
    if (!(task instanceof Future<?> future) || !future.isDone()) {
      return null;
    }
    try {
      future.get();
      return null;
    } catch (CancellationException e) {
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
