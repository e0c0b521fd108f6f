package dev.attestor.agent.daemon;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread for what is due later. What a task throws is never lost: an exception, or a stack that
 * overflowed, is logged and concerns that task alone; an error of the JVM's goes to the handler of
 * uncaught exceptions.
 */
final class Timer extends ScheduledThreadPoolExecutor {

  private static final Logger LOG = LoggerFactory.getLogger(Timer.class);

  Timer() {
    super(
        1,
        task -> {
          Thread thread = new Thread(task, "attestor-timer");
          thread.setDaemon(true);
          return thread;
        });
    // What was cancelled would else stay, with all that it refers to, until it is due.
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
      LOG.error("a defect in something that was due", cause);
    }
  }

  /** The future of a task keeps what it throws, and nobody asks that future. */
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
