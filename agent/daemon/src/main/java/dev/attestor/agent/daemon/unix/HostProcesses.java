package dev.attestor.agent.daemon.unix;

import dev.attestor.agent.daemon.peer.PeerUser;
import dev.attestor.agent.daemon.peer.PidScope;
import dev.attestor.linux.CgroupOwner;
import dev.attestor.linux.CgroupOwners;
import dev.attestor.linux.ContainerTraces;
import java.nio.file.Path;
import java.util.Set;

/** What processes that are in no pod are to this host. They have to be held by whoever asks. */
public final class HostProcesses {

  private final ContainerTraces traces;
  private final CgroupOwners owners;
  private final PidNamespaces namespaces;

  /** Looks into the given procfs. */
  public HostProcesses(Path proc) {
    this.traces = new ContainerTraces(proc);
    this.owners = new CgroupOwners(proc);
    this.namespaces = new PidNamespaces(proc);
  }

  /**
   * Whether the process runs in a container. A PID namespace of its own makes it one, whatever its
   * cgroups are called; in doubt it does.
   *
   * @throws dev.attestor.core.error.ProcessException if it cannot be looked at
   */
  public boolean inContainer(int pid) {
    return traces.of(pid) || namespaces.of(pid) != PidScope.SAME;
  }

  /**
   * Whose limits the process shares. An account has its own once, under however many subordinate
   * ones it runs processes; and a container does not use up those of the account that it chose.
   *
   * @throws dev.attestor.core.error.ProcessException if it cannot be looked at
   */
  public String caller(int pid, PeerUser user) {
    CgroupOwner owner = owners.of(pid);
    if (owner instanceof CgroupOwner.Account account) {
      return new PeerUser.Posix(account.uid(), Set.of()).displayName();
    }
    return owner instanceof CgroupOwner.Container in ? "container " + in.id() : user.displayName();
  }
}
