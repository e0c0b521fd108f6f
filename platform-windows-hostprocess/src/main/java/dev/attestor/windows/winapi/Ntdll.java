package dev.attestor.windows.winapi;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.NullUnmarked;

/** ntdll.dll. Functions return an {@code NTSTATUS}; negative values are errors and warnings. */
@NullUnmarked
final class Ntdll {

  // ntstatus.h
  static final int STATUS_NO_MORE_ENTRIES = 0x8000001A;
  static final int STATUS_NOT_IMPLEMENTED = 0xC0000002;
  static final int STATUS_INFO_LENGTH_MISMATCH = 0xC0000004;
  static final int STATUS_BUFFER_TOO_SMALL = 0xC0000023;
  // wdm.h
  static final int DIRECTORY_QUERY = 0x0001;
  // winnt.h: OWNER_SECURITY_INFORMATION and DACL_SECURITY_INFORMATION
  static final int OWNER_AND_DACL = 0x1 | 0x4;
  // winternl.h, OBJECT_INFORMATION_CLASS; ntexapi.h, SYSTEM_INFORMATION_CLASS
  static final int OBJECT_NAME_INFORMATION = 1;
  static final int SYSTEM_EXTENDED_HANDLE_INFORMATION = 64;

  static {
    Native.register(Ntdll.class, "ntdll");
  }

  private Ntdll() {}

  static native int NtOpenJobObject(long[] job, int access, Pointer attributes);

  static native int NtCreateJobObject(long[] job, int access, Pointer attributes);

  static native int NtOpenDirectoryObject(long[] directory, int access, Pointer attributes);

  static native int NtQueryDirectoryObject(
      long directory,
      Pointer buffer,
      int length,
      byte single,
      byte restart,
      int[] context,
      int[] returned);

  static native int NtQuerySecurityObject(
      long object, int information, byte[] descriptor, int length, int[] needed);

  static native int NtQueryObject(
      long object, int infoClass, Pointer info, int length, int[] returned);

  static native int NtQuerySystemInformation(
      int infoClass, Pointer info, int length, int[] returned);
}
