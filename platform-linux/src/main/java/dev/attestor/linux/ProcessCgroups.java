package dev.attestor.linux;

import dev.attestor.core.error.ProcessException;
import dev.attestor.core.error.ProcessException.Kind;
import dev.attestor.linux.proc.FirstThread;
import dev.attestor.linux.proc.ProcFs;
import dev.attestor.procfs.ProcText;
import java.io.IOException;
import java.util.List;

/** The cgroups of a process, one for each hierarchy. */
final class ProcessCgroups {

  private final ProcFs proc;

  ProcessCgroups(ProcFs proc) {
    this.proc = proc;
  }

  /**
   * The cgroups of a process. The caller must pin it.
   *
   * @throws ProcessException if they cannot be read
   */
  List<CgroupPath> of(int pid) {
    try {
      ProcText text = proc.read(Integer.toString(pid), "cgroup");
      if (!text.characters().startsWith(LinuxContainerLocator.V2)) {
        FirstThread.requireRunning(proc, pid);
      }
      return paths(text);
    } catch (IOException e) {
      throw unreadable(pid, e);
    }
  }

  /**
   * The cgroups of this process.
   *
   * @throws ProcessException if they cannot be read
   */
  List<CgroupPath> own() {
    try {
      return paths(proc.read("self", "cgroup"));
    } catch (IOException e) {
      throw unreadable((int) ProcessHandle.current().pid(), e);
    }
  }

  private static List<CgroupPath> paths(ProcText text) throws IOException {
    return CgroupLine.parse(text).stream().map(line -> CgroupPath.parse(line.livePath())).toList();
  }

  private static ProcessException unreadable(int pid, IOException e) {
    return new ProcessException(
        Kind.UNREADABLE,
        pid,
        "the cgroup file of process %s cannot be read: %s".formatted(pid, e.getMessage()),
        e);
  }
}
