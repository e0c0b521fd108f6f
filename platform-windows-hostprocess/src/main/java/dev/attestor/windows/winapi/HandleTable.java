package dev.attestor.windows.winapi;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.function.BiConsumer;

/** All handles of the system, and the jobs among them. */
final class HandleTable {

  // SYSTEM_HANDLE_INFORMATION_EX (ntexapi.h): two ULONG_PTR, then entries of 40 bytes.
  private static final int FIRST_ENTRY = 16;
  private static final int ENTRY = 40;
  private static final int PROCESS = 8;
  private static final int HANDLE = 16;
  private static final int OBJECT_TYPE = 30;
  private static final int FIRST_CAPACITY = 16_384;

  private HandleTable() {}

  /** See {@link WinApi#visitJobs}. */
  static void visitJobs(int maxHandles, BiConsumer<String, WinHandle> visitor) {
    try (NativeHandle ours = unnamedJob();
        Memory table = snapshot(maxHandles);
        Memory name = new Memory(JobObject.MAX_PATH_INFORMATION)) {
      // Type numbers change at each start of the system: the handle of an own job shows the number.
      short type = typeOf(table, ours);
      for (int i = 0; i < count(table); i++) {
        long entry = FIRST_ENTRY + (long) ENTRY * i;
        if (table.getShort(entry + OBJECT_TYPE) == type) {
          visit(table, entry, name, visitor);
        }
      }
    }
  }

  private static void visit(
      Memory table, long entry, Memory name, BiConsumer<String, WinHandle> visitor) {
    long process =
        Kernel32.OpenProcess(Kernel32.PROCESS_DUP_HANDLE, 0, (int) table.getLong(entry + PROCESS));
    if (process == 0) {
      return;
    }
    long[] copy = new long[1];
    try (NativeHandle owner = new NativeHandle(process)) {
      if (Kernel32.DuplicateHandle(
              NativeHandle.valueOf(owner),
              table.getLong(entry + HANDLE),
              Kernel32.CURRENT_PROCESS,
              copy,
              Kernel32.JOB_OBJECT_QUERY | Kernel32.READ_CONTROL,
              0,
              0)
          == 0) {
        return;
      }
    }
    try (NativeHandle job = new NativeHandle(copy[0])) {
      String path = JobObject.path(job, name);
      if (!path.isEmpty()) {
        visitor.accept(path, job);
      }
    }
  }

  private static NativeHandle unnamedJob() {
    long[] job = new long[1];
    Errors.require(
        "NtCreateJobObject", Ntdll.NtCreateJobObject(job, Kernel32.JOB_OBJECT_QUERY, Pointer.NULL));
    return new NativeHandle(job[0]);
  }

  private static Memory snapshot(int maxHandles) {
    for (int capacity = Math.min(FIRST_CAPACITY, maxHandles); ; capacity *= 2) {
      Memory table = new Memory(FIRST_ENTRY + (long) ENTRY * Math.min(capacity, maxHandles));
      int status =
          Ntdll.NtQuerySystemInformation(
              Ntdll.SYSTEM_EXTENDED_HANDLE_INFORMATION, table, (int) table.size(), new int[1]);
      if (status >= 0) {
        return table;
      }
      table.close();
      if (status != Ntdll.STATUS_INFO_LENGTH_MISMATCH) {
        throw Errors.status("NtQuerySystemInformation", status);
      }
      if (capacity >= maxHandles) {
        throw new LimitExceededException("open handles", maxHandles);
      }
    }
  }

  private static int count(Memory table) {
    return Math.toIntExact(table.getLong(0));
  }

  private static short typeOf(Memory table, NativeHandle ours) {
    long self = ProcessHandle.current().pid();
    for (int i = 0; i < count(table); i++) {
      long entry = FIRST_ENTRY + (long) ENTRY * i;
      if (table.getLong(entry + PROCESS) == self
          && table.getLong(entry + HANDLE) == NativeHandle.valueOf(ours)) {
        return table.getShort(entry + OBJECT_TYPE);
      }
    }
    throw new IllegalStateException("the list of all handles lacks one of ours");
  }
}
