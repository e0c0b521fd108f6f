package dev.attestor.cli.doctor;

import dev.attestor.cli.doctor.Finding.Level;
import dev.attestor.core.error.AttestationException;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.ProcessPin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the processes of this node can be looked at, and containers are among them. */
final class ProcessChecks {

  static final Words LINUX =
      new Words(
          Level.PROBLEM,
          "cgroups",
          "run as root, or as a member of the gid= of /proc's hidepid option",
          "if pods run here, set kubelet_cgroup_root to the cgroup that kubepods is in",
          "such a process is refused; find out who made its cgroup");

  static final Words WINDOWS =
      new Words(
          Level.WARNING,
          "containers",
          "run as SYSTEM; a few processes that Windows protects stay hidden even so, and are in no"
              + " container",
          "if pods run here, look at the jobs above",
          "such a process is refused; find out who made its jobs");

  /**
   * What the findings are called on a platform, and the remedies there.
   *
   * @param hidden how bad it is that a process is
   * @param containers by which containers are told
   */
  record Words(
      Level hidden, String containers, String ifHidden, String ifNone, String ifConflict) {}

  private final ContainerLocator locator;
  private final Words words;

  private int hidden;
  private int inContainers;
  private final Set<ContainerId> containers = new HashSet<>();
  private Optional<String> conflict = Optional.empty();

  ProcessChecks(ContainerLocator locator, Words words) {
    this.locator = locator;
    this.words = words;
  }

  List<Finding> run() {
    ProcessHandle.allProcesses().forEach(process -> look(Math.toIntExact(process.pid())));
    List<Finding> findings = new ArrayList<>();
    findings.add(hidden());
    findings.add(containers());
    conflict.ifPresent(
        message ->
            findings.add(Finding.warning("conflicting evidence", message, words.ifConflict())));
    return findings;
  }

  private void look(int pid) {
    try (ProcessPin pin = locator.pin(pid)) {
      Location location = locator.locate(pid, pin);
      if (location instanceof Location.InPod in) {
        inContainers++;
        containers.add(in.container());
      } else if (location instanceof Location.InContainer in) {
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
        : new Finding(
            words.hidden(),
            what,
            hidden + " processes cannot be looked at from this account",
            Optional.of(words.ifHidden()));
  }

  private Finding containers() {
    String what = words.containers();
    return inContainers > 0
        ? Finding.ok(
            what, "%s processes in %s containers".formatted(inContainers, containers.size()))
        : Finding.warning(what, "no process of this node is seen in a container", words.ifNone());
  }
}
