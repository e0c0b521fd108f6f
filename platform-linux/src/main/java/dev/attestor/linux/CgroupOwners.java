package dev.attestor.linux;

import dev.attestor.linux.proc.ProcFs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the owner of a process that is in no pod, so that no user counts as several. Trusts only
 * the first two segments of a cgroup path, which only root can create: systemd delegates nothing
 * above {@code user.slice/user-N.slice/user@N.service}, and system services may create names only
 * below their own.
 */
public final class CgroupOwners {

  private static final CgroupOwner UNKNOWN = new CgroupOwner.Unknown();
  private static final String USERS = "user.slice";
  private static final Pattern USER = Pattern.compile("user-(0|[1-9][0-9]{0,9})\\.slice");

  /**
   * Cgroups that may be delegated: to other users than root, or to the root of an LXC container.
   */
  private static final Pattern DELEGATED = Pattern.compile(".*\\.(service|scope)|lxc([.].*)?");

  private final ProcessCgroups cgroups;

  /** Reads the given procfs. */
  public CgroupOwners(Path proc) {
    this.cgroups = new ProcessCgroups(new ProcFs(proc));
  }

  /**
   * The owner of a process; unknown if its cgroups disagree, or have names that no trusted program
   * writes. The caller must pin the process.
   *
   * @throws dev.attestor.core.error.ProcessException if its cgroups, or those of this process,
   *     cannot be read
   */
  public CgroupOwner of(int pid) {
    List<CgroupPath> own = cgroups.own();
    List<CgroupPath> paths = cgroups.of(pid);
    try {
      Set<CgroupOwner> owners =
          paths.stream()
              .map(path -> owner(path, nodes(path, own)))
              .filter(owner -> !owner.equals(UNKNOWN))
              .collect(Collectors.toSet());
      return owners.size() == 1 ? owners.iterator().next() : UNKNOWN;
    } catch (CgroupNameException e) {
      return UNKNOWN;
    }
  }

  /** The number of leading segments that name containers which this process runs in as a node. */
  private static int nodes(CgroupPath path, List<CgroupPath> own) {
    int depth = 0;
    int node = CgroupNames.node(path, depth);
    while (node > 0 && shares(path, own, depth + node)) {
      depth += node;
      node = CgroupNames.node(path, depth);
    }
    return depth;
  }

  private static boolean shares(CgroupPath path, List<CgroupPath> own, int depth) {
    return own.stream().anyMatch(mine -> mine.sharesWith(path, depth));
  }

  private static CgroupOwner owner(CgroupPath path, int from) {
    String first = path.segment(from);
    String second = path.segment(from + 1);
    if (first.equals(USERS)) {
      Matcher user = USER.matcher(second);
      return user.matches() ? new CgroupOwner.Account(Long.parseLong(user.group(1))) : UNKNOWN;
    }
    return CgroupNames.container(first)
        .or(
            () ->
                DELEGATED.matcher(first).matches()
                    ? Optional.empty()
                    : CgroupNames.container(second))
        .<CgroupOwner>map(CgroupOwner.Container::new)
        .orElse(UNKNOWN);
  }
}
