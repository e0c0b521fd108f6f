package dev.attestor.windows.winapi;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import dev.attestor.win32.Win32;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Names of accounts and groups, as this system resolves them. A lookup may take long, because the
 * system may ask the controller of its domain.
 */
public final class AccountNames {

  // winnt.h: SID_NAME_USE
  private static final int USER = 1;
  private static final int GROUP = 2;
  private static final int ALIAS = 4;
  private static final int WELL_KNOWN = 5;
  // winerror.h
  private static final int ERROR_NONE_MAPPED = 1332;
  // winnt.h
  private static final int SECURITY_MAX_SID_SIZE = 68;
  private static final int MAX_NAME = 512;

  private AccountNames() {}

  /**
   * The account or group of a name, such as {@code NT AUTHORITY\SYSTEM} or {@code Administrators};
   * empty if there is none.
   *
   * @throws WinApiException if this cannot be told
   */
  public static Optional<Sid> find(String name) {
    try (Memory sid = new Memory(SECURITY_MAX_SID_SIZE)) {
      int[] use = new int[1];
      if (Advapi32.LookupAccountNameW(
              Pointer.NULL,
              (name + "\0").toCharArray(),
              sid,
              new int[] {SECURITY_MAX_SID_SIZE},
              new char[MAX_NAME],
              new int[] {MAX_NAME},
              use)
          == 0) {
        WinApiException failure = Errors.last("LookupAccountName");
        if (failure.code() == ERROR_NONE_MAPPED) {
          return Optional.empty();
        }
        throw failure;
      }
      // A domain or a computer is not what a process runs as.
      boolean account =
          use[0] == USER || use[0] == GROUP || use[0] == ALIAS || use[0] == WELL_KNOWN;
      ByteBuffer bytes = sid.getByteBuffer(0, SECURITY_MAX_SID_SIZE).order(ByteOrder.LITTLE_ENDIAN);
      return account ? Optional.of(Sid.read(bytes)) : Optional.empty();
    }
  }

  /** The name of an account or group; empty if it has none, or if none can be found now. */
  public static Optional<String> of(Sid sid) {
    PointerByReference converted = new PointerByReference();
    if (Advapi32.ConvertStringSidToSidW((sid.text() + "\0").toCharArray(), converted) == 0) {
      return Optional.empty();
    }
    try {
      return of(converted.getValue());
    } finally {
      Win32.free(converted.getValue());
    }
  }

  /** The same for a {@code SID} in memory. */
  static Optional<String> of(Pointer sid) {
    char[] name = new char[MAX_NAME];
    char[] domain = new char[MAX_NAME];
    int[] nameLength = {MAX_NAME};
    int[] domainLength = {MAX_NAME};
    if (Advapi32.LookupAccountSidW(
            Pointer.NULL, sid, name, nameLength, domain, domainLength, new int[1])
        == 0) {
      return Optional.empty();
    }
    String account = new String(name, 0, nameLength[0]);
    return Optional.of(
        domainLength[0] == 0
            ? account
            : "%s\\%s".formatted(new String(domain, 0, domainLength[0]), account));
  }
}
