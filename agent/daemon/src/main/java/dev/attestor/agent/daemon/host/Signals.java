package dev.attestor.agent.daemon.host;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals. The JDK's class for them is in the module {@code jdk.unsupported} and reached by name;
 * in a runtime without it, and for signals that the system does not have, the JVM keeps its own
 * way.
 */
public final class Signals {

  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Runs a task on each HUP, INT or TERM, on a thread of the JVM's. One that whoever started this
   * process has ignored, as nohup does, stays ignored.
   *
   * @return whether it will
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
      // What HotSpot says when it leaves HUP, INT or TERM ignored, as they were from the start.
      return !handler.getField("SIG_IGN").get(null).equals(former);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.atDebug().addKeyValue("signal", name).setCause(e).log("a signal is left to the JVM");
      return false;
    }
  }
}
