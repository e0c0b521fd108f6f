package dev.attestor.windows.winapi;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.attestor.windows.winapi.Account.Privilege;

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

  private ProcessToken() {}

  static Account account() {
    try (AccessToken token = AccessToken.own(AccessToken.TOKEN_QUERY);
        Memory user = token.information(AccessToken.TOKEN_USER);
        Memory privileges = token.information(TOKEN_PRIVILEGES)) {
      Sid sid = token.user();
      return new Account(
          sid,
          AccountNames.of(user.getPointer(0)).orElse(sid.text()),
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
}
