package dev.attestor.windows.winapi;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.attestor.windows.winapi.Account.Privilege;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** The access token of this process: its account and privileges. */
final class ProcessToken {

  // winnt.h
  private static final int TOKEN_PRIVILEGES = 3;
  private static final int SE_PRIVILEGE_ENABLED = 0x2;
  private static final String SE_DEBUG = "SeDebugPrivilege";
  // TOKEN_PRIVILEGES: a DWORD, then LUID_AND_ATTRIBUTES with two DWORD and one each.
  private static final int FIRST_PRIVILEGE = 4;
  private static final int PRIVILEGE = 12;
  private static final int ATTRIBUTES_OF_PRIVILEGE = 8;
  private static final int MAX_NAME = 512;

  private ProcessToken() {}

  static Account account() {
    try (AccessToken token = AccessToken.own(AccessToken.TOKEN_QUERY);
        Memory user = token.information(AccessToken.TOKEN_USER);
        Memory privileges = token.information(TOKEN_PRIVILEGES)) {
      Sid sid = token.user();
      return new Account(
          sid,
          name(user.getPointer(0)).orElse(sid.text()),
          token.groups().contains(Sid.ADMINISTRATORS),
          privilege(privileges));
    }
  }

  /** Enables the privilege to open any process, if this account has it. */
  static boolean enableDebug() {
    try (AccessToken token =
            AccessToken.own(AccessToken.TOKEN_QUERY | AccessToken.TOKEN_ADJUST_PRIVILEGES);
        Memory wanted = new Memory(FIRST_PRIVILEGE + PRIVILEGE)) {
      int[] luid = debug();
      wanted.setInt(0, 1);
      wanted.setInt(FIRST_PRIVILEGE, luid[0]);
      wanted.setInt(FIRST_PRIVILEGE + 4, luid[1]);
      wanted.setInt(FIRST_PRIVILEGE + ATTRIBUTES_OF_PRIVILEGE, SE_PRIVILEGE_ENABLED);
      // The call also succeeds without that privilege, and reports it in the error code.
      return Advapi32.AdjustTokenPrivileges(
                  token.number(), 0, wanted, 0, Pointer.NULL, Pointer.NULL)
              != 0
          && Native.getLastError() == 0;
    }
  }

  private static Optional<String> name(Pointer sid) {
    char[] name = new char[MAX_NAME];
    char[] domain = new char[MAX_NAME];
    int[] nameLength = {MAX_NAME};
    int[] domainLength = {MAX_NAME};
    if (Advapi32.LookupAccountSidW(
            Pointer.NULL, sid, name, nameLength, domain, domainLength, new int[1])
        == 0) {
      return Optional.empty();
    }
    return Optional.of(
        "%s\\%s"
            .formatted(new String(domain, 0, domainLength[0]), new String(name, 0, nameLength[0])));
  }

  private static Privilege privilege(Memory privileges) {
    int[] luid = debug();
    for (int i = 0; i < privileges.getInt(0); i++) {
      long at = FIRST_PRIVILEGE + (long) PRIVILEGE * i;
      if (privileges.getInt(at) == luid[0] && privileges.getInt(at + 4) == luid[1]) {
        int attributes = privileges.getInt(at + ATTRIBUTES_OF_PRIVILEGE);
        return (attributes & SE_PRIVILEGE_ENABLED) != 0 ? Privilege.ENABLED : Privilege.DISABLED;
      }
    }
    return Privilege.MISSING;
  }

  private static int[] debug() {
    int[] luid = new int[2];
    if (Advapi32.LookupPrivilegeValueW(Pointer.NULL, (SE_DEBUG + "\0").toCharArray(), luid) == 0) {
      throw Errors.last("LookupPrivilegeValue");
    }
    return luid;
  }

  /** securitybaseapi.h and winbase.h. */
  @NullUnmarked
  private static final class Advapi32 {
    static {
      Native.register(Advapi32.class, "advapi32");
    }

    private Advapi32() {}

    static native int LookupPrivilegeValueW(Pointer system, char[] name, int[] luid);

    static native int LookupAccountSidW(
        Pointer system,
        Pointer sid,
        char[] name,
        int[] nameLength,
        char[] domain,
        int[] domainLength,
        int[] use);

    static native int AdjustTokenPrivileges(
        long token, int disableAll, Pointer wanted, int length, Pointer before, Pointer needed);
  }
}
