package dev.attestor.windows.winapi;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import dev.attestor.win32.Win32;
import dev.attestor.windows.winapi.WinApiException.Source;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;

/** The connection to the service manager that started this process. */
public final class ServiceConnection {

  // winsvc.h
  private static final int SERVICE_CONTROL_STOP = 1;
  private static final int SERVICE_CONTROL_INTERROGATE = 4;
  private static final int SERVICE_CONTROL_SHUTDOWN = 5;
  // winerror.h
  private static final int NO_ERROR = 0;
  private static final int ERROR_CALL_NOT_IMPLEMENTED = 120;

  /** Called by the service manager. */
  public interface Service {

    /**
     * Runs the service until it has ended, on a thread of the manager.
     *
     * @param report reports a status to the manager; the last one must be that the service has
     *     stopped
     */
    void main(Consumer<ServiceStatus> report);

    /** Tells the service to stop, because of a request or because the system shuts down. */
    void stop();
  }

  private ServiceConnection() {}

  /**
   * Runs the only service of this process; returns after it has stopped.
   *
   * @throws WinApiException if the service manager did not start this process: {@link
   *     WinApiException#isNoServiceManager}
   */
  public static void serve(String name, Service service) {
    Callbacks callbacks = new Callbacks(name, service);
    Pointer main = CallbackReference.getFunctionPointer(callbacks.main);
    byte[] text = (name + '\0').getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
    // SERVICE_TABLE_ENTRYW: a name and a function, followed by an entry of zeros that ends the
    // table.
    int entry = 2 * Native.POINTER_SIZE;
    try (Memory table = new Memory(2L * entry + text.length)) {
      table.clear();
      table.write(2L * entry, text, 0, text.length);
      table.setPointer(0, table.share(2L * entry));
      table.setPointer(Native.POINTER_SIZE, main);
      if (Winsvc.StartServiceCtrlDispatcherW(table) == 0) {
        throw Errors.last("StartServiceCtrlDispatcherW");
      }
    } finally {
      // Native code calls these, so the garbage collector does not see that they are used.
      java.lang.ref.Reference.reachabilityFence(callbacks);
    }
  }

  /** The functions that the manager calls. */
  private static final class Callbacks {
    private final String name;
    private final Service service;
    private final Winsvc.ServiceMain main = (count, arguments) -> main();
    private final Winsvc.Handler handler = (control, type, data, context) -> handle(control);

    Callbacks(String name, Service service) {
      this.name = name;
      this.service = service;
    }

    private void main() {
      long status = Winsvc.RegisterServiceCtrlHandlerExW(new WString(name), handler, null);
      if (status == 0) {
        throw Errors.last("RegisterServiceCtrlHandlerExW");
      }
      service.main(told -> report(status, told));
    }

    private static void report(long status, ServiceStatus told) {
      if (Winsvc.SetServiceStatus(status, told.toNative()) == 0) {
        int code = Native.getLastError();
        throw new WinApiException("SetServiceStatus", Source.WIN32, code, Win32.errorText(code));
      }
    }

    private int handle(int control) {
      switch (control) {
        case SERVICE_CONTROL_STOP, SERVICE_CONTROL_SHUTDOWN -> service.stop();
        case SERVICE_CONTROL_INTERROGATE -> {}
        default -> {
          return ERROR_CALL_NOT_IMPLEMENTED;
        }
      }
      return NO_ERROR;
    }
  }

  /** advapi32.dll, as winsvc.h declares it. */
  @NullUnmarked
  private static final class Winsvc {

    /** {@code LPSERVICE_MAIN_FUNCTIONW}. */
    interface ServiceMain extends Callback {
      void callback(int count, Pointer arguments);
    }

    /** {@code LPHANDLER_FUNCTION_EX}. */
    interface Handler extends Callback {
      int callback(int control, int eventType, Pointer eventData, Pointer context);
    }

    static {
      Native.register(Winsvc.class, "advapi32");
    }

    private Winsvc() {}

    static native int StartServiceCtrlDispatcherW(Pointer table);

    static native long RegisterServiceCtrlHandlerExW(
        WString name, Handler handler, Pointer context);

    static native int SetServiceStatus(long handle, int[] status);
  }
}
