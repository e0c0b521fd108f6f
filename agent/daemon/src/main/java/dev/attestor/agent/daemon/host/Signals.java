package dev.attestor.agent.daemon.host;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles signals. The JDK's signal class is in the module {@code jdk.unsupported} and is accessed
 * by name. In a runtime without it, and for signals that the system lacks, the JVM's default
 * applies.
 */
public final class Signals {

  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Runs a task on each HUP, INT or TERM, on a thread of the JVM. A signal that was already ignored
   * when this process started, as with nohup, stays ignored.
   *
   * @return whether the task will run
   */
  public static boolean on(String name, Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler handle =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              task.run();
            }
            return null;
          };
      Object proxy =
          Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, handle);
      Object wanted = signal.getConstructor(String.class).newInstance(name);
      Object former = signal.getMethod("handle", signal, handler).invoke(null, wanted, proxy);
      // HotSpot's message if HUP, INT or TERM was ignored from the start and stays ignored.
      return !handler.getField("SIG_IGN").get(null).equals(former);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.atDebug().addKeyValue("signal", name).setCause(e).log("a signal is left to the JVM");
      return false;
    }
  }
}
