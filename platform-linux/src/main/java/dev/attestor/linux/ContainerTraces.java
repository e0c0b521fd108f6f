package dev.attestor.linux;

import dev.attestor.core.error.ProcessException;
import dev.attestor.linux.proc.ProcFs;
import java.nio.file.Path;
import java.util.List;

/**
 * Decides whether a process runs in any container, of a kubelet or not. If in doubt, the answer is
 * yes: a segment in the format of container names counts anywhere in a cgroup path, although a user
 * may have chosen it. Therefore, callers may use a yes only to deny something.
 *
 * <p>Segments that the reader's own path starts with do not count. If the reader runs on a node
 * that is itself a container, so do all programs of that node.
 */
public final class ContainerTraces {

  private final ProcessCgroups cgroups;

  /** Reads the given procfs. */
  public ContainerTraces(Path proc) {
    this.cgroups = new ProcessCgroups(new ProcFs(proc));
  }

  /**
   * Whether the process runs in a container. The caller must pin the process.
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
