package dev.attestor.linux;

import dev.attestor.core.error.ProcessException;
import dev.attestor.core.error.ProcessException.Kind;
import dev.attestor.linux.proc.FirstThread;
import dev.attestor.linux.proc.ProcFs;
import dev.attestor.procfs.ProcText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether a process runs in any container, be it of a kubelet or not. In doubt it does: a name of
 * the form that runtimes give to containers counts wherever it stands in a cgroup path, although a
 * user may have chosen it. So this may take something away from a process, and grants nothing.
 *
 * <p>What the reader's own path begins with as well does not count: where the reader runs in a node
 * that is itself a container, so do the programs of that node.
 */
public final class ContainerTraces {

  private final ProcFs proc;

  /** Looks into the given procfs. */
  public ContainerTraces(Path proc) {
    this.proc = new ProcFs(proc);
  }

  /**
   * Whether the process with that number does. It has to be held by whoever asks.
   *
   * @throws ProcessException if its cgroups, or those of this process, cannot be read
   */
  public boolean of(int pid) {
    List<CgroupPath> own = paths("self", (int) ProcessHandle.current().pid());
    return paths(Integer.toString(pid), pid).stream().anyMatch(path -> namesContainer(path, own));
  }

  private List<CgroupPath> paths(String process, int pid) {
    try {
      ProcText text = proc.read(process, "cgroup");
      if (!process.equals("self") && !text.characters().startsWith(LinuxContainerLocator.V2)) {
        FirstThread.requireRunning(proc, pid);
      }
      return CgroupLine.parse(text).stream()
          .map(line -> CgroupPath.parse(line.livePath()))
          .toList();
    } catch (IOException e) {
      throw new ProcessException(
          Kind.UNREADABLE,
          pid,
          "the cgroup file of process %s cannot be read: %s".formatted(pid, e.getMessage()),
          e);
    }
  }

  private static boolean namesContainer(CgroupPath path, List<CgroupPath> own) {
    int shared = own.stream().mapToInt(mine -> sharedDepth(path, mine)).max().orElse(0);
    return path.segments().stream().skip(shared).anyMatch(ContainerTraces::namesContainer);
  }

  private static int sharedDepth(CgroupPath path, CgroupPath own) {
    int depth = 0;
    while (depth < path.length() && path.sharesWith(own, depth + 1)) {
      depth++;
    }
    return depth;
  }

  private static boolean namesContainer(String segment) {
    return KubeletNames.OF_ANY_ROOT.pod(segment).isPresent()
        || CgroupNames.container(segment).isPresent();
  }
}
