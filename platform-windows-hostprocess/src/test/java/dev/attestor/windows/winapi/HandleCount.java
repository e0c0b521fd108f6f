package dev.attestor.windows.winapi;

import com.sun.jna.Native;
import org.jspecify.annotations.NullUnmarked;

/** How many handles this process has open. */
public final class HandleCount {

  private HandleCount() {}

  /** Counts them now. */
  public static int now() {
    int[] count = new int[1];
    if (Calls.GetProcessHandleCount(Kernel32.CURRENT_PROCESS, count) == 0) {
      throw Errors.last("GetProcessHandleCount");
    }
    return count[0];
  }

  /** processthreadsapi.h. */
  @NullUnmarked
  private static final class Calls {
    static {
      Native.register(Calls.class, "kernel32");
    }

    private Calls() {}

    static native int GetProcessHandleCount(long process, int[] count);
  }
}
