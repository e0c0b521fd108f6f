package dev.attestor.windows.winapi;

import com.sun.jna.Native;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Calls the Windows that this process runs on, which must be 64-bit. */
public final class JnaWinApi implements WinApi {

  private static final int WANTED = Kernel32.PROCESS_QUERY_INFORMATION | Kernel32.SYNCHRONIZE;

  private static final int PROTECTED =
      Kernel32.PROCESS_QUERY_LIMITED_INFORMATION | Kernel32.SYNCHRONIZE;

  private final ComputeService computeService = new ComputeService(SystemLibrary.folder());

  /**
   * Loads the system's libraries.
   *
   * @throws UnsatisfiedLinkError if this is not a 64-bit Windows
   */
  public JnaWinApi() {
    if (Native.POINTER_SIZE != 8) {
      throw new UnsatisfiedLinkError("expected a 64-bit Java");
    }
  }

  @Override
  public WinHandle openProcess(int pid) {
    try {
      return open(pid);
    } catch (WinApiException e) {
      // An administrator has the privilege to open processes of other accounts, but must enable it.
      if (e.isAccessDenied() && ProcessToken.enableDebug()) {
        return open(pid);
      }
      throw e;
    }
  }

  private static WinHandle open(int pid) {
    long process = Kernel32.OpenProcess(WANTED, 0, pid);
    if (process == 0) {
      // Protected processes grant only this right. It is sufficient on Windows, but not on Wine,
      // whose IsProcessInJob requires the other one.
      process = Kernel32.OpenProcess(PROTECTED, 0, pid);
    }
    if (process == 0) {
      throw Errors.last("OpenProcess");
    }
    return new NativeHandle(process);
  }

  @Override
  public int processId(WinHandle process) {
    int pid = Kernel32.GetProcessId(NativeHandle.valueOf(process));
    if (pid == 0) {
      throw Errors.last("GetProcessId");
    }
    return pid;
  }

  @Override
  public boolean hasEnded(WinHandle process) {
    // Not by the exit code: a process may exit with the code that means "still running".
    return switch (Kernel32.WaitForSingleObject(NativeHandle.valueOf(process), 0)) {
      case Kernel32.WAIT_TIMEOUT -> false;
      case Kernel32.WAIT_OBJECT_0 -> true;
      default -> throw Errors.last("WaitForSingleObject");
    };
  }

  @Override
  public boolean isInAnyJob(WinHandle process) {
    return isInJob(NativeHandle.valueOf(process), 0);
  }

  @Override
  public boolean isInJob(WinHandle process, WinHandle job) {
    return isInJob(NativeHandle.valueOf(process), NativeHandle.valueOf(job));
  }

  private static boolean isInJob(long process, long job) {
    int[] result = new int[1];
    if (Kernel32.IsProcessInJob(process, job, result) == 0) {
      throw Errors.last("IsProcessInJob");
    }
    return result[0] != 0;
  }

  @Override
  public void visitJobNames(String directory, String prefix, Consumer<String> visitor) {
    ObjectDirectory.visit(directory, "Job", prefix, visitor);
  }

  @Override
  public WinHandle openJob(String path) {
    return JobObject.open(path);
  }

  @Override
  public String path(WinHandle job) {
    return JobObject.path(job);
  }

  @Override
  public SecurityDescriptor security(WinHandle job) {
    return JobObject.security(job);
  }

  @Override
  public Set<Integer> processes(WinHandle job) {
    return JobObject.processes(job);
  }

  @Override
  public void visitJobs(int maxHandles, BiConsumer<String, WinHandle> visitor) {
    ProcessToken.enableDebug();
    HandleTable.visitJobs(maxHandles, visitor);
  }

  @Override
  public Optional<String> computeSystems(Duration limit) {
    return computeService.containers(limit);
  }

  @Override
  public Account account() {
    return ProcessToken.account();
  }
}
