package dev.attestor.spire.sdk;

import dev.attestor.threads.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Ends the process cleanly and in bounded time, even if other threads still run. */
final class ProcessExit {

  /** The host kills the process 2 s after {@code Shutdown}. */
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final AtomicBoolean begun = new AtomicBoolean();
  private volatile Runnable cleanup = () -> {};

  /**
   * Adds a cleanup task, which also runs if the process ends for other reasons, such as SIGTERM.
   *
   * @param task may run more than once
   */
  void cleansUp(Runnable task) {
    cleanup = task;
    Runtime.getRuntime().addShutdownHook(new Thread(task, "plugin-cleanup"));
  }

  /** Cleans up and ends the process with status 0. Returns at once; a second call does nothing. */
  void begin() {
    if (begun.compareAndSet(false, true)) {
      DaemonThreads.start("plugin-halt", ProcessExit::haltInTime);
      DaemonThreads.start("plugin-exit", this::exit);
    }
  }

  @SuppressForbidden(reason = "ends a process whose host said goodbye")
  private void exit() {
    cleanup.run();
    System.exit(0);
  }

  /** Shutdown hooks of other libraries may hang. */
  private static void haltInTime() {
    try {
      Thread.sleep(LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0);
  }
}
