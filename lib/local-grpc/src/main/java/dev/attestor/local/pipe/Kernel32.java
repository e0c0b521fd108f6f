package dev.attestor.local.pipe;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import org.jspecify.annotations.NullUnmarked;

/** kernel32.dll, as namedpipeapi.h, fileapi.h, ioapiset.h and sysinfoapi.h declare it. */
@NullUnmarked
final class Kernel32 {

  static final long INVALID_HANDLE = -1;

  // winbase.h
  static final int PIPE_ACCESS_DUPLEX = 0x00000003;
  static final int FILE_FLAG_FIRST_PIPE_INSTANCE = 0x00080000;
  static final int FILE_FLAG_OVERLAPPED = 0x40000000;
  static final int SECURITY_SQOS_PRESENT = 0x00100000;
  static final int SECURITY_IDENTIFICATION = 0x00010000;
  static final int PIPE_REJECT_REMOTE_CLIENTS = 0x00000008;
  static final int PIPE_UNLIMITED_INSTANCES = 255;
  // fileapi.h
  static final int OPEN_EXISTING = 3;
  // winerror.h
  static final int WAIT_TIMEOUT = 258;

  static {
    Native.register(Kernel32.class, "kernel32");
  }

  private Kernel32() {}

  static native long CreateNamedPipeW(
      WString name,
      int openMode,
      int pipeMode,
      int maxInstances,
      int outBytes,
      int inBytes,
      int defaultMillis,
      Pointer security);

  static native long CreateFileW(
      WString name,
      int access,
      int share,
      Pointer security,
      int disposition,
      int flags,
      long template);

  static native int ConnectNamedPipe(long pipe, Pointer overlapped);

  static native int ReadFile(
      long file, Pointer buffer, int length, Pointer done, Pointer overlapped);

  static native int WriteFile(
      long file, Pointer buffer, int length, Pointer done, Pointer overlapped);

  static native int CancelIoEx(long file, Pointer overlapped);

  static native int GetNamedPipeClientProcessId(long pipe, int[] pid);

  static native long CreateIoCompletionPort(long file, long port, long key, int threads);

  // Pass memory, not arrays: the call blocks, and must not pin Java arrays meanwhile.
  static native int GetQueuedCompletionStatusEx(
      long port, Pointer entries, int most, Pointer count, int millis, int alertable);

  static native int PostQueuedCompletionStatus(long port, int bytes, long key, Pointer overlapped);

  static native void GetSystemTimeAsFileTime(long[] time);
}
