package dev.attestor.agent.daemon.reuse;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** Shared by calls to Windows. */
final class Windows {

  private static final int LIMIT_MILLIS = 60_000;

  private Windows() {}

  /** Wine has a function that Windows lacks. */
  static boolean isWine() {
    try {
      return NativeLibrary.getInstance("ntdll").getFunction("wine_get_version") != null;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  /** Waits for the end of a process or a thread. */
  static void awaitEnd(long handle) {
    require(
        Kernel32.WaitForSingleObject(handle, LIMIT_MILLIS) == Kernel32.WAIT_OBJECT_0,
        "WaitForSingleObject");
  }

  static void require(boolean success, String call) {
    if (!success) {
      throw new IllegalStateException(
          "%s failed with error %s".formatted(call, Native.getLastError()));
    }
  }
}
