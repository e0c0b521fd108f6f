package dev.attestor.windows.winapi;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.NullUnmarked;

/**
 * advapi32.dll: tokens, accounts and file security, as securitybaseapi.h, sddl.h and winbase.h
 * declare them.
 */
@NullUnmarked
final class Advapi32 {

  static {
    Native.register(Advapi32.class, "advapi32");
  }

  private Advapi32() {}

  static native int OpenProcessToken(long process, int access, long[] token);

  static native int GetTokenInformation(
      long token, int infoClass, Pointer info, int length, int[] needed);

  static native int GetFileSecurityW(
      WString file, int what, byte[] descriptor, int length, int[] needed);

  static native int LookupPrivilegeValueW(Pointer system, char[] name, int[] luid);

  static native int LookupAccountSidW(
      Pointer system,
      Pointer sid,
      char[] name,
      int[] nameLength,
      char[] domain,
      int[] domainLength,
      int[] use);

  static native int LookupAccountNameW(
      Pointer system,
      char[] name,
      Pointer sid,
      int[] sidLength,
      char[] domain,
      int[] domainLength,
      int[] use);

  static native int ConvertStringSidToSidW(char[] text, PointerByReference sid);

  static native int AdjustTokenPrivileges(
      long token, int disableAll, Pointer wanted, int length, Pointer before, Pointer needed);
}
