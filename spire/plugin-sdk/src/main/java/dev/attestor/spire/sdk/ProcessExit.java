package dev.attestor.spire.sdk;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** The orderly end of the process: in bounded time, whatever else still runs. */
final class ProcessExit {

  /** The host kills us 2 s after it said goodbye. */
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final AtomicBoolean begun = new AtomicBoolean();
  private volatile Runnable cleanup = () -> {};

  /**
   * Has something cleaned up at the end, also when that comes from elsewhere, such as SIGTERM.
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
      daemon("plugin-halt", ProcessExit::haltInTime);
      daemon("plugin-exit", this::exit);
    }
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @SuppressForbidden(reason = "ends a process whose host said goodbye")
  private void exit() {
    cleanup.run();
    System.exit(0);
  }

  /** Shutdown hooks of others may hang. */
  private static void haltInTime() {
    try {
      Thread.sleep(LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0);
  }
}
