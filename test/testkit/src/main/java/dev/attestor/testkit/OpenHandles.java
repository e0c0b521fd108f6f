package dev.attestor.testkit;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.stream.LongStream;
import org.jspecify.annotations.NullUnmarked;

/**
 * Counts the open handles of a Windows process in the system's list of all handles. Under Wine,
 * {@code GetProcessHandleCount} always returns 0.
 */
public final class OpenHandles {

  // SYSTEM_HANDLE_INFORMATION_EX (ntexapi.h): two ULONG_PTR, then entries of 40 bytes.
  private static final int SYSTEM_EXTENDED_HANDLE_INFORMATION = 64;
  private static final int FIRST_ENTRY = 16;
  private static final int ENTRY = 40;
  private static final int PROCESS = 8;
  private static final int STATUS_INFO_LENGTH_MISMATCH = 0xC0000004;

  private OpenHandles() {}

  /** The open handles of this process. */
  public static int now() {
    return of(ProcessHandle.current().pid());
  }

  /** The open handles of the given process. */
  public static int of(long pid) {
    for (long room = 1 << 20; ; room *= 2) {
      try (Memory all = new Memory(room)) {
        int status =
            Ntdll.NtQuerySystemInformation(
                SYSTEM_EXTENDED_HANDLE_INFORMATION, all, (int) room, new int[1]);
        if (status >= 0) {
          return count(all, pid);
        }
        if (status != STATUS_INFO_LENGTH_MISMATCH) {
          throw new IllegalStateException("NtQuerySystemInformation: %08x".formatted(status));
        }
      }
    }
  }

  private static int count(Memory all, long pid) {
    return (int)
        LongStream.range(0, all.getLong(0))
            .filter(i -> all.getLong(FIRST_ENTRY + i * ENTRY + PROCESS) == pid)
            .count();
  }

  /** Declares functions of winternl.h. */
  @NullUnmarked
  private static final class Ntdll {
    static {
      Native.register(Ntdll.class, "ntdll");
    }

    private Ntdll() {}

    static native int NtQuerySystemInformation(int what, Pointer info, int size, int[] needed);
  }
}
