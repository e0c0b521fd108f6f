package dev.attestor.agent.daemon.unix;

import dev.attestor.agent.daemon.peer.PeerUser;
import dev.attestor.agent.daemon.peer.PidScope;
import dev.attestor.linux.CgroupOwner;
import dev.attestor.linux.CgroupOwners;
import dev.attestor.linux.ContainerTraces;
import java.nio.file.Path;
import java.util.Set;

/** How this host classifies processes that are in no pod. The caller must pin them. */
public final class UnlistedProcesses {

  private final ContainerTraces traces;
  private final CgroupOwners owners;
  private final PidNamespaces namespaces;

  /** Reads the given procfs. */
  public UnlistedProcesses(Path proc) {
    this.traces = new ContainerTraces(proc);
    this.owners = new CgroupOwners(proc);
    this.namespaces = new PidNamespaces(proc);
  }

  /**
   * Whether the process runs in a container. A separate PID namespace counts as a container,
   * whatever the names of its cgroups; if in doubt, the answer is yes.
   *
   * @throws dev.attestor.core.error.ProcessException if it cannot be examined
   */
  public boolean inContainer(int pid) {
    return traces.of(pid) || namespaces.of(pid) != PidScope.SAME;
  }

  /**
   * The caller whose limits the process shares. A user has one set of limits, including its
   * subordinate user IDs. A container does not use the limits of the user ID that it has chosen.
   *
   * @throws dev.attestor.core.error.ProcessException if it cannot be examined
   */
  public String caller(int pid, PeerUser user) {
    CgroupOwner owner = owners.of(pid);
    if (owner instanceof CgroupOwner.Account account) {
      return new PeerUser.Posix(account.uid(), Set.of()).displayName();
    }
    return owner instanceof CgroupOwner.Container in ? "container " + in.id() : user.displayName();
  }
}
