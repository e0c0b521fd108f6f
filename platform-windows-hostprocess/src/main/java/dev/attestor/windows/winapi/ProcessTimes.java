package dev.attestor.windows.winapi;

import com.sun.jna.Native;
import org.jspecify.annotations.NullUnmarked;

/** Creation times of processes. */
public final class ProcessTimes {

  private ProcessTimes() {}

  /** In units of 100 ns since 1601, as in {@code FILETIME} of minwinbase.h. */
  public static long createdAt(WinHandle process) {
    long[] created = new long[1];
    long[] unused = new long[1];
    if (Calls.GetProcessTimes(NativeHandle.valueOf(process), created, unused, unused, unused)
        == 0) {
      throw Errors.last("GetProcessTimes");
    }
    return created[0];
  }

  /** processthreadsapi.h. */
  @NullUnmarked
  private static final class Calls {
    static {
      Native.register(Calls.class, "kernel32");
    }

    private Calls() {}

    static native int GetProcessTimes(
        long process, long[] created, long[] exited, long[] kernel, long[] user);
  }
}
