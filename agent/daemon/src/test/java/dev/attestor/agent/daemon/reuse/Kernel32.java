package dev.attestor.agent.daemon.reuse;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import org.jspecify.annotations.NullUnmarked;

/** kernel32.dll, as processthreadsapi.h, synchapi.h, handleapi.h and fileapi.h declare it. */
@NullUnmarked
final class Kernel32 {

  // winnt.h
  static final int SYNCHRONIZE = 0x00100000;
  // winbase.h
  static final int CREATE_SUSPENDED = 0x00000004;
  static final int DETACHED_PROCESS = 0x00000008;
  static final int STACK_SIZE_PARAM_IS_A_RESERVATION = 0x00010000;
  static final int WAIT_OBJECT_0 = 0;
  // winerror.h
  static final int ERROR_BROKEN_PIPE = 109;
  static final int ERROR_NO_DATA = 232;

  static {
    Native.register(Kernel32.class, "kernel32");
  }

  private Kernel32() {}

  static native int CreateProcessW(
      WString program,
      char[] commandLine,
      Pointer processSecurity,
      Pointer threadSecurity,
      int inherit,
      int flags,
      Pointer environment,
      WString folder,
      Pointer startup,
      Pointer information);

  static native int GetExitCodeProcess(long process, int[] exitCode);

  static native long CreateThread(
      Pointer security, long stack, Pointer start, Pointer argument, int flags, int[] id);

  static native long OpenProcess(int access, int inherit, int pid);

  static native long OpenThread(int access, int inherit, int id);

  static native int ResumeThread(long thread);

  static native int WaitForSingleObject(long object, int millis);

  static native int CloseHandle(long handle);

  static native int ReadFile(long file, byte[] buffer, int length, int[] done, Pointer overlapped);

  static native int WriteFile(long file, byte[] buffer, int length, int[] done, Pointer overlapped);
}
