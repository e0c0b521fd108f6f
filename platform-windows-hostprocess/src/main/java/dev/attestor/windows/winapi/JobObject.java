package dev.attestor.windows.winapi;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.util.HashSet;
import java.util.Set;

/** Calls about job objects. */
final class JobObject {

  // JOBOBJECT_BASIC_PROCESS_ID_LIST (winnt.h): two DWORD, then numbers of pointer size.
  private static final int LIST = 8;
  private static final int FIRST_CAPACITY = 64;
  private static final int MAX_PROCESSES = 1 << 20;
  private static final int FIRST_DESCRIPTOR = 512;
  // OBJECT_NAME_INFORMATION (ntifs.h): a UNICODE_STRING and its text
  static final int MAX_PATH_INFORMATION = 16 + 0xFFFE;

  private JobObject() {}

  static NativeHandle open(String path) {
    long[] job = new long[1];
    try (ObjectAttributes attributes = new ObjectAttributes(path)) {
      int status =
          Ntdll.NtOpenJobObject(
              job, Kernel32.JOB_OBJECT_QUERY | Kernel32.READ_CONTROL, attributes.pointer());
      Errors.require("NtOpenJobObject of \"" + path + "\"", status);
    }
    return new NativeHandle(job[0]);
  }

  static String path(WinHandle job) {
    try (Memory buffer = new Memory(MAX_PATH_INFORMATION)) {
      return path(job, buffer);
    }
  }

  /** The whole path of a job; empty if it has no name. */
  static String path(WinHandle job, Memory buffer) {
    int status =
        Ntdll.NtQueryObject(
            NativeHandle.valueOf(job),
            Ntdll.OBJECT_NAME_INFORMATION,
            buffer,
            (int) buffer.size(),
            new int[1]);
    return status < 0 ? "" : ObjectAttributes.text(buffer, 0);
  }

  static SecurityDescriptor security(WinHandle job) {
    byte[] buffer = new byte[FIRST_DESCRIPTOR];
    int[] needed = new int[1];
    int status = query(job, buffer, needed);
    if (status == Ntdll.STATUS_BUFFER_TOO_SMALL) {
      buffer = new byte[needed[0]];
      status = query(job, buffer, needed);
    }
    Errors.require("NtQuerySecurityObject", status);
    return SecurityDescriptor.parse(buffer);
  }

  private static int query(WinHandle job, byte[] buffer, int[] needed) {
    return Ntdll.NtQuerySecurityObject(
        NativeHandle.valueOf(job), Ntdll.OWNER_AND_DACL, buffer, buffer.length, needed);
  }

  static Set<Integer> processes(WinHandle job) {
    for (int capacity = FIRST_CAPACITY; capacity <= MAX_PROCESSES; capacity *= 4) {
      try (Memory info = new Memory(LIST + 8L * capacity)) {
        info.clear(LIST);
        int answered =
            Kernel32.QueryInformationJobObject(
                NativeHandle.valueOf(job),
                Kernel32.JOB_OBJECT_BASIC_PROCESS_ID_LIST,
                info,
                (int) info.size(),
                new int[1]);
        if (answered == 0 && Native.getLastError() != Kernel32.ERROR_MORE_DATA) {
          throw Errors.last("QueryInformationJobObject");
        }
        int assigned = info.getInt(0);
        int listed = info.getInt(4);
        if (answered != 0 && listed >= assigned) {
          Set<Integer> processes = new HashSet<>();
          for (int i = 0; i < listed; i++) {
            processes.add((int) info.getLong(LIST + 8L * i));
          }
          return processes;
        }
      }
    }
    throw new LimitExceededException("processes in one job", MAX_PROCESSES);
  }
}
