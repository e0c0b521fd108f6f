package dev.attestor.spire.sdk;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGINT. The JDK's class for signals is in the module {@code jdk.unsupported} and reached by name;
 * in a runtime without it the JVM keeps its own handling.
 */
final class Signals {

  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Ignores what Ctrl-C sends to everybody on the host's terminal: the host then stops us in order.
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
