package dev.attestor.windows.winapi;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.NullUnmarked;

/** kernel32.dll, as processthreadsapi.h, jobapi.h, jobapi2.h and handleapi.h declare it. */
@NullUnmarked
final class Kernel32 {

  static final long CURRENT_PROCESS = -1;

  // winnt.h
  static final int SYNCHRONIZE = 0x00100000;
  static final int READ_CONTROL = 0x00020000;
  static final int PROCESS_DUP_HANDLE = 0x0040;
  static final int PROCESS_QUERY_INFORMATION = 0x0400;
  static final int PROCESS_QUERY_LIMITED_INFORMATION = 0x1000;
  static final int JOB_OBJECT_QUERY = 0x0004;
  static final int JOB_OBJECT_ALL_ACCESS = 0x001F003F;
  static final int JOB_OBJECT_BASIC_PROCESS_ID_LIST = 3;
  // winbase.h
  static final int WAIT_OBJECT_0 = 0;
  static final int WAIT_TIMEOUT = 258;
  // winerror.h
  static final int ERROR_INSUFFICIENT_BUFFER = 122;
  static final int ERROR_MORE_DATA = 234;

  static {
    Native.register(Kernel32.class, "kernel32");
  }

  private Kernel32() {}

  static native long OpenProcess(int access, int inherit, int pid);

  static native int GetProcessId(long process);

  static native int WaitForSingleObject(long object, int millis);

  static native int DuplicateHandle(
      long fromProcess, long from, long toProcess, long[] to, int access, int inherit, int options);

  static native int IsProcessInJob(long process, long job, int[] result);

  static native int QueryInformationJobObject(
      long job, int infoClass, Pointer info, int length, int[] returned);

  static native int AssignProcessToJobObject(long job, long process);

  static native int TerminateJobObject(long job, int exitCode);
}
