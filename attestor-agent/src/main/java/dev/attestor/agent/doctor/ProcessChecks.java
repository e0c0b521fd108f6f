package dev.attestor.agent.doctor;

import dev.attestor.error.AttestationException;
import dev.attestor.error.ProcessException;
import dev.attestor.locate.ContainerId;
import dev.attestor.locate.Location;
import dev.attestor.spi.ContainerLocator;
import dev.attestor.spi.LocatedProcess;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the processes of this node can be looked at, and containers are among them. */
final class ProcessChecks {

  private final ContainerLocator locator;

  private int hidden;
  private int inContainers;
  private final Set<ContainerId> containers = new HashSet<>();
  private Optional<String> conflict = Optional.empty();

  ProcessChecks(ContainerLocator locator) {
    this.locator = locator;
  }

  List<Finding> run() {
    ProcessHandle.allProcesses().forEach(process -> look(Math.toIntExact(process.pid())));
    List<Finding> findings = new ArrayList<>();
    findings.add(hidden());
    findings.add(containers());
    conflict.ifPresent(
        message ->
            findings.add(
                Finding.warning(
                    "conflicting evidence",
                    message,
                    "such a process is refused; find out who made its cgroup")));
    return findings;
  }

  private void look(int pid) {
    try (LocatedProcess process = locator.locate(pid)) {
      if (process.location() instanceof Location.InPod in) {
        inContainers++;
        containers.add(in.container());
      } else if (process.location() instanceof Location.InContainer in) {
        inContainers++;
        containers.add(in.container());
      }
    } catch (ProcessException e) {
      hidden += e.kind() == ProcessException.Kind.GONE ? 0 : 1;
    } catch (AttestationException e) {
      conflict = Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Finding hidden() {
    String what = "hidden processes";
    return hidden == 0
        ? Finding.ok(what, "none")
        : Finding.problem(
            what,
            hidden + " processes cannot be looked at from this account",
            "run as root, or as a member of the gid= of /proc's hidepid option");
  }

  private Finding containers() {
    String what = "cgroups";
    return inContainers > 0
        ? Finding.ok(
            what, "%s processes in %s containers".formatted(inContainers, containers.size()))
        : Finding.warning(
            what,
            "no process of this node is seen in a container",
            "if pods run here, set kubelet_cgroup_root to the cgroup that kubepods is in");
  }
}
