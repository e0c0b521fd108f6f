package dev.attestor.windows.winapi;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.attestor.windows.winapi.Account.Privilege;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.NullUnmarked;

/** The access token of this process: who it is and which privileges it has. */
final class ProcessToken {

  // winnt.h
  private static final int TOKEN_QUERY = 0x0008;
  private static final int TOKEN_ADJUST_PRIVILEGES = 0x0020;
  private static final int TOKEN_USER = 1;
  private static final int TOKEN_GROUPS = 2;
  private static final int TOKEN_PRIVILEGES = 3;
  private static final int SE_GROUP_ENABLED = 0x4;
  private static final int SE_GROUP_USE_FOR_DENY_ONLY = 0x10;
  private static final int SE_PRIVILEGE_ENABLED = 0x2;
  private static final String SE_DEBUG = "SeDebugPrivilege";
  // TOKEN_GROUPS: a DWORD, then SID_AND_ATTRIBUTES with a pointer and a DWORD each.
  private static final int FIRST_GROUP = 8;
  private static final int GROUP = 16;
  private static final int ATTRIBUTES_OF_GROUP = 8;
  // TOKEN_PRIVILEGES: a DWORD, then LUID_AND_ATTRIBUTES with two DWORD and one each.
  private static final int FIRST_PRIVILEGE = 4;
  private static final int PRIVILEGE = 12;
  private static final int ATTRIBUTES_OF_PRIVILEGE = 8;
  // winerror.h
  private static final int ERROR_INSUFFICIENT_BUFFER = 122;
  private static final int FIRST_CAPACITY = 4096;
  private static final int MAX_CAPACITY = 1 << 20;
  private static final int MAX_NAME = 512;

  private ProcessToken() {}

  static Account account() {
    try (NativeHandle token = open(TOKEN_QUERY);
        Memory user = information(token, TOKEN_USER);
        Memory groups = information(token, TOKEN_GROUPS);
        Memory privileges = information(token, TOKEN_PRIVILEGES)) {
      Pointer sid = user.getPointer(0);
      return new Account(
          sid(sid), name(sid), hasGroup(groups, Sid.ADMINISTRATORS), privilege(privileges));
    }
  }

  /** Lets the privilege to open any process take effect, if this account has it. */
  static boolean enableDebug() {
    try (NativeHandle token = open(TOKEN_QUERY | TOKEN_ADJUST_PRIVILEGES);
        Memory wanted = new Memory(FIRST_PRIVILEGE + PRIVILEGE)) {
      int[] luid = debug();
      wanted.setInt(0, 1);
      wanted.setInt(FIRST_PRIVILEGE, luid[0]);
      wanted.setInt(FIRST_PRIVILEGE + 4, luid[1]);
      wanted.setInt(FIRST_PRIVILEGE + ATTRIBUTES_OF_PRIVILEGE, SE_PRIVILEGE_ENABLED);
      // It succeeds without that privilege too, and says so in the error.
      return Advapi32.AdjustTokenPrivileges(
                  NativeHandle.valueOf(token), 0, wanted, 0, Pointer.NULL, Pointer.NULL)
              != 0
          && Native.getLastError() == 0;
    }
  }

  private static NativeHandle open(int access) {
    long[] token = new long[1];
    if (Advapi32.OpenProcessToken(Kernel32.CURRENT_PROCESS, access, token) == 0) {
      throw Errors.last("OpenProcessToken");
    }
    return new NativeHandle(token[0]);
  }

  private static Memory information(NativeHandle token, int kind) {
    int[] needed = new int[1];
    for (int capacity = FIRST_CAPACITY; capacity <= MAX_CAPACITY; capacity *= 2) {
      Memory buffer = new Memory(capacity);
      if (Advapi32.GetTokenInformation(NativeHandle.valueOf(token), kind, buffer, capacity, needed)
          != 0) {
        return buffer;
      }
      WinApiException failure = Errors.last("GetTokenInformation");
      buffer.close();
      if (failure.code() != ERROR_INSUFFICIENT_BUFFER) {
        throw failure;
      }
    }
    throw new LimitExceededException("bytes in a token", MAX_CAPACITY);
  }

  private static Sid sid(Pointer sid) {
    int parts = sid.getByte(1) & 0xFF;
    byte[] bytes = sid.getByteArray(0, 8 + 4 * parts);
    return Sid.read(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
  }

  private static String name(Pointer sid) {
    char[] name = new char[MAX_NAME];
    char[] domain = new char[MAX_NAME];
    int[] nameLength = {MAX_NAME};
    int[] domainLength = {MAX_NAME};
    if (Advapi32.LookupAccountSidW(
            Pointer.NULL, sid, name, nameLength, domain, domainLength, new int[1])
        == 0) {
      return sid(sid).text();
    }
    return "%s\\%s"
        .formatted(new String(domain, 0, domainLength[0]), new String(name, 0, nameLength[0]));
  }

  private static boolean hasGroup(Memory groups, Sid wanted) {
    for (int i = 0; i < groups.getInt(0); i++) {
      long at = FIRST_GROUP + (long) GROUP * i;
      int attributes = groups.getInt(at + ATTRIBUTES_OF_GROUP);
      if ((attributes & (SE_GROUP_ENABLED | SE_GROUP_USE_FOR_DENY_ONLY)) == SE_GROUP_ENABLED
          && sid(groups.getPointer(at)).equals(wanted)) {
        return true;
      }
    }
    return false;
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

  /** processthreadsapi.h, securitybaseapi.h and winbase.h. */
  @NullUnmarked
  private static final class Advapi32 {
    static {
      Native.register(Advapi32.class, "advapi32");
    }

    private Advapi32() {}

    static native int OpenProcessToken(long process, int access, long[] token);

    static native int GetTokenInformation(
        long token, int infoClass, Pointer info, int length, int[] needed);

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
