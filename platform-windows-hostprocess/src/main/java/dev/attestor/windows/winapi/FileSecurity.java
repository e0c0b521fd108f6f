package dev.attestor.windows.winapi;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;

/** Owners and access lists of files, and the account of this process. */
public final class FileSecurity {

  // winnt.h
  private static final int OWNER_SECURITY_INFORMATION = 1;
  private static final int DACL_SECURITY_INFORMATION = 4;
  private static final int TOKEN_QUERY = 0x0008;
  private static final int TOKEN_USER = 1;

  /** A {@code TOKEN_USER} with the longest possible SID takes 84 bytes. */
  private static final int MAX_TOKEN_USER = 128;

  // winerror.h
  private static final int ERROR_INSUFFICIENT_BUFFER = 122;
  private static final int FIRST_DESCRIPTOR = 1024;

  private FileSecurity() {}

  /**
   * The owner and the access list of a file or folder.
   *
   * @throws WinApiException if they cannot be read
   */
  public static SecurityDescriptor of(Path file) {
    byte[] buffer = new byte[FIRST_DESCRIPTOR];
    int[] needed = new int[1];
    int read = read(file, buffer, needed);
    if (read == 0 && Native.getLastError() == ERROR_INSUFFICIENT_BUFFER) {
      buffer = new byte[needed[0]];
      read = read(file, buffer, needed);
    }
    if (read == 0) {
      throw Errors.last("GetFileSecurityW of \"" + file + "\"");
    }
    return SecurityDescriptor.parse(buffer);
  }

  private static int read(Path file, byte[] buffer, int[] needed) {
    return Advapi32.GetFileSecurityW(
        new WString(file.toString()),
        OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
        buffer,
        buffer.length,
        needed);
  }

  /** The account of this process. */
  public static Sid ownAccount() {
    long[] token = new long[1];
    if (Advapi32.OpenProcessToken(Kernel32.CURRENT_PROCESS, TOKEN_QUERY, token) == 0) {
      throw Errors.last("OpenProcessToken");
    }
    try (NativeHandle opened = new NativeHandle(token[0]);
        Memory user = new Memory(MAX_TOKEN_USER)) {
      int read =
          Advapi32.GetTokenInformation(
              NativeHandle.valueOf(opened), TOKEN_USER, user, MAX_TOKEN_USER, new int[1]);
      if (read == 0) {
        throw Errors.last("GetTokenInformation");
      }
      // Starts with a pointer to the SID, which is in the same memory.
      long sid = Pointer.nativeValue(user.getPointer(0)) - Pointer.nativeValue(user);
      byte[] bytes = user.getByteArray(0, MAX_TOKEN_USER);
      return Sid.read(
          ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(Math.toIntExact(sid)));
    }
  }

  /** advapi32.dll, as securitybaseapi.h, winbase.h and processthreadsapi.h declare it. */
  @NullUnmarked
  private static final class Advapi32 {
    static {
      Native.register(Advapi32.class, "advapi32");
    }

    private Advapi32() {}

    static native int GetFileSecurityW(
        WString file, int what, byte[] descriptor, int length, int[] needed);

    static native int OpenProcessToken(long process, int access, long[] token);

    static native int GetTokenInformation(
        long token, int what, Pointer information, int length, int[] needed);
  }
}
