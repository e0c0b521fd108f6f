package dev.attestor.windows.winapi;

import com.sun.jna.Native;
import com.sun.jna.WString;
import java.nio.file.Path;

/** Owners and access lists of files, and the account of this process. */
public final class FileSecurity {

  // winnt.h
  private static final int OWNER_SECURITY_INFORMATION = 1;
  private static final int DACL_SECURITY_INFORMATION = 4;

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
    try (AccessToken own = AccessToken.own(AccessToken.TOKEN_QUERY)) {
      return own.user();
    }
  }
}
