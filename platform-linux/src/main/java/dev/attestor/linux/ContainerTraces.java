package dev.attestor.linux;

import dev.attestor.core.error.ProcessException;
import dev.attestor.linux.proc.ProcFs;
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

  private final ProcessCgroups cgroups;

  /** Looks into the given procfs. */
  public ContainerTraces(Path proc) {
    this.cgroups = new ProcessCgroups(new ProcFs(proc));
  }

  /**
   * Whether the process with that number does. It has to be held by whoever asks.
   *
   * @throws ProcessException if its cgroups, or those of this process, cannot be read
   */
  public boolean of(int pid) {
    List<CgroupPath> own = cgroups.own();
    return cgroups.of(pid).stream().anyMatch(path -> namesContainer(path, own));
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
