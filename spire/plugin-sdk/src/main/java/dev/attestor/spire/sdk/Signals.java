package dev.attestor.spire.sdk;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles signals. The JDK's signal class is in the module {@code jdk.unsupported} and is accessed
 * by name. In a runtime without this module, and for signals that the system lacks, the JVM's
 * default applies.
 */
public final class Signals {

  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Runs a task on each HUP, INT or TERM, on a JVM thread. If the signal was ignored when this
   * process started, as under nohup, it stays ignored.
   *
   * @param name the signal without {@code SIG}
   * @param task what to do
   * @return whether the task will run
   */
  public static boolean on(String name, Runnable task) {
    try {
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler handle =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              task.run();
            }
            return null;
          };
      Object former =
          handle(
              name,
              Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, handle));
      // HotSpot's message if HUP, INT or TERM was ignored from the start and stays ignored.
      return !ignored().equals(former);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.atDebug().addKeyValue("signal", name).setCause(e).log("a signal is left to the JVM");
      return false;
    }
  }

  /**
   * Ignores SIGINT, which Ctrl-C sends to all processes on the host's terminal. The host then shuts
   * the plugin down cleanly.
   */
  static void ignoreInterrupt() {
    try {
      handle("INT", ignored());
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("SIGINT keeps the handling of the JVM", e);
    }
  }

  private static Object ignored() throws ReflectiveOperationException {
    return Class.forName("sun.misc.SignalHandler").getField("SIG_IGN").get(null);
  }

  /** Returns the handler that the signal had. */
  private static Object handle(String name, Object handler) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    return signal
        .getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
        .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
  }
}
