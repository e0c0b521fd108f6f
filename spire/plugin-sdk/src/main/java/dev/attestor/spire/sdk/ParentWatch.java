package dev.attestor.spire.sdk;

import dev.attestor.threads.DaemonThreads;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Detects the end of the process that started this one, by polling every 250 ms. */
final class ParentWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ParentWatch.class);
  private static final Duration PERIOD = Duration.ofMillis(250);

  private final ProcessHandle parent;
  private final Runnable gone;

  private ParentWatch(ProcessHandle parent, Runnable gone) {
    this.parent = parent;
    this.gone = gone;
  }

  /** Runs {@code gone} once {@code parent} has ended or is no longer the parent. */
  static void start(ProcessHandle parent, Runnable gone) {
    DaemonThreads.start("plugin-parent-watch", new ParentWatch(parent, gone)::watch);
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
    LOG.warn("The host has ended, the plugin stops");
    gone.run();
  }

  /**
   * On Unix, an orphan gets another parent, even while the old one is a zombie. Windows keeps the
   * parent, so the handle is checked there. Between host and plugin there may be a command
   * interpreter, which the host ends instead of the plugin.
   */
  private boolean isThere() {
    if (PluginNetwork.onWindows()) {
      return parent.isAlive() && ProcessHandle.current().parent().isPresent();
    }
    return ProcessHandle.current().parent().equals(Optional.of(parent));
  }
}
