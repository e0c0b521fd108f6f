package dev.attestor.spire.sdk;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices that the process that started us is gone, by looking every 250 ms. */
final class ParentWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ParentWatch.class);
  private static final Duration PERIOD = Duration.ofMillis(250);

  private final ProcessHandle parent;
  private final Runnable gone;

  private ParentWatch(ProcessHandle parent, Runnable gone) {
    this.parent = parent;
    this.gone = gone;
  }

  /** Runs {@code gone} once {@code parent} has ended or is our parent no more. */
  static void start(ProcessHandle parent, Runnable gone) {
    Thread thread = new Thread(new ParentWatch(parent, gone)::watch, "plugin-parent-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try {
      while (isThere()) {
        Thread.sleep(PERIOD.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    LOG.warn("The host is gone, the plugin ends");
    gone.run();
  }

  /**
   * Unix gives an orphan another parent, also while the dead one waits to be reaped. Windows does
   * not, and there the handle knows; between the host and us may be a command interpreter, which
   * the host ends in our place.
   */
  private boolean isThere() {
    if (Network.onWindows()) {
      return parent.isAlive() && ProcessHandle.current().parent().isPresent();
    }
    return ProcessHandle.current().parent().equals(Optional.of(parent));
  }
}
