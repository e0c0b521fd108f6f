package dev.attestor.win32;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** Errors, handles and memory of Windows. */
public final class Win32 {

  private static final int MAX_TEXT = 1024;

  // winbase.h
  private static final int FORMAT_MESSAGE_IGNORE_INSERTS = 0x200;
  private static final int FORMAT_MESSAGE_FROM_SYSTEM = 0x1000;

  private Win32() {}

  /** What the system says of an error of winerror.h, in its language and without a full stop. */
  public static String errorText(int code) {
    char[] buffer = new char[MAX_TEXT];
    int length =
        Kernel32.FormatMessageW(
            FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS,
            0,
            code,
            0,
            buffer,
            buffer.length,
            0);
    String text = new String(buffer, 0, length).strip();
    if (text.endsWith(".")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.isEmpty() ? "the system has no text for it" : text;
  }

  /** The error of winerror.h that an error of ntstatus.h stands for. */
  public static int errorOf(int status) {
    return Ntdll.RtlNtStatusToDosError(status);
  }

  /** Closes a handle. */
  public static void close(long handle) {
    Kernel32.CloseHandle(handle);
  }

  /** Frees memory that a function of Windows allocated for its caller. */
  public static void free(Pointer memory) {
    Kernel32.LocalFree(memory);
  }

  /** kernel32.dll, as winbase.h and handleapi.h declare it. */
  private static final class Kernel32 {
    static {
      Native.register(Kernel32.class, "kernel32");
    }

    private Kernel32() {}

    static native int FormatMessageW(
        int flags, long source, int id, int language, char[] buffer, int size, long arguments);

    static native int CloseHandle(long handle);

    static native Pointer LocalFree(Pointer memory);
  }

  /** ntdll.dll, as winternl.h declares it. */
  private static final class Ntdll {
    static {
      Native.register(Ntdll.class, "ntdll");
    }

    private Ntdll() {}

    static native int RtlNtStatusToDosError(int status);
  }
}
