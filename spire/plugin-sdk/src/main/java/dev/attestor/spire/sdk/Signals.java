package dev.attestor.spire.sdk;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles SIGINT. The JDK's signal class is in the module {@code jdk.unsupported} and is accessed
 * by name. In a runtime without this module, the JVM's default applies.
 */
final class Signals {

  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Ignores SIGINT, which Ctrl-C sends to all processes on the host's terminal. The host then shuts
   * the plugin down cleanly.
   */
  static void ignoreInterrupt() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object interrupt = signal.getConstructor(String.class).newInstance("INT");
      Object ignore = handler.getField("SIG_IGN").get(null);
      signal.getMethod("handle", signal, handler).invoke(null, interrupt, ignore);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("SIGINT keeps the handling of the JVM", e);
    }
  }
}
