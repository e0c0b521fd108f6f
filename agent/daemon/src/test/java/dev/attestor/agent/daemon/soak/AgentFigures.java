package dev.attestor.agent.daemon.soak;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.attestor.testkit.OpenHandles;
import org.jspecify.annotations.NullUnmarked;

/** The resources of a Windows process at one point in time. */
record AgentFigures(long memoryKib, long threads, long handles) {

  private static final int PROCESS_QUERY_INFORMATION = 0x0400;
  private static final int PROCESS_VM_READ = 0x0010;
  // psapi.h: PROCESS_MEMORY_COUNTERS on 64 bits
  private static final int COUNTERS_BYTES = 72;
  private static final int WORKING_SET = 16;
  // tlhelp32.h: PROCESSENTRY32W on 64 bits
  private static final int TH32CS_SNAPPROCESS = 2;
  private static final int ENTRY_BYTES = 568;
  private static final int ENTRY_PROCESS = 8;
  private static final int ENTRY_THREADS = 28;

  static AgentFigures of(int pid) {
    long process = Kernel32.OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, 0, pid);
    require("OpenProcess", process != 0);
    try (Memory counters = new Memory(COUNTERS_BYTES)) {
      require(
          "K32GetProcessMemoryInfo",
          Kernel32.K32GetProcessMemoryInfo(process, counters, COUNTERS_BYTES) != 0);
      return new AgentFigures(
          counters.getLong(WORKING_SET) / 1024, threads(pid), OpenHandles.of(pid));
    } finally {
      Kernel32.CloseHandle(process);
    }
  }

  private static long threads(int pid) {
    long snapshot = Kernel32.CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    require("CreateToolhelp32Snapshot", snapshot != -1);
    try (Memory entry = new Memory(ENTRY_BYTES)) {
      entry.clear();
      entry.setInt(0, ENTRY_BYTES);
      int more = Kernel32.Process32FirstW(snapshot, entry);
      while (more != 0) {
        if (entry.getInt(ENTRY_PROCESS) == pid) {
          return entry.getInt(ENTRY_THREADS);
        }
        more = Kernel32.Process32NextW(snapshot, entry);
      }
      throw new IllegalStateException("process %s is gone".formatted(pid));
    } finally {
      Kernel32.CloseHandle(snapshot);
    }
  }

  private static void require(String call, boolean succeeded) {
    if (!succeeded) {
      throw new IllegalStateException("%s: error %s".formatted(call, Native.getLastError()));
    }
  }

  /** processthreadsapi.h, handleapi.h, psapi.h, tlhelp32.h. */
  @NullUnmarked
  private static final class Kernel32 {
    static {
      Native.register(Kernel32.class, "kernel32");
    }

    private Kernel32() {}

    static native long OpenProcess(int access, int inherit, int pid);

    static native int CloseHandle(long handle);

    static native int K32GetProcessMemoryInfo(long process, Pointer counters, int size);

    static native long CreateToolhelp32Snapshot(int flags, int pid);

    static native int Process32FirstW(long snapshot, Pointer entry);

    static native int Process32NextW(long snapshot, Pointer entry);
  }
}
