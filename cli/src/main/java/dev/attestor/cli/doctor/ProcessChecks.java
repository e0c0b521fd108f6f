package dev.attestor.cli.doctor;

import dev.attestor.cli.doctor.Finding.Level;
import dev.attestor.core.config.PodCgroups;
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
import java.util.function.Supplier;

/** Whether the processes of this node can be examined, and some are in containers. */
final class ProcessChecks {

  static final String SEE_ALL = "run as root, or as a member of the gid= of /proc's hidepid option";

  static final Wording WINDOWS =
      new Wording(
          Level.WARNING,
          "containers",
          "run as SYSTEM; a few processes that Windows protects stay hidden even so, and are in no"
              + " container",
          "if pods run here, look at the jobs above",
          "such a process is refused; find out who made its jobs");

  /** The remedy names only what is still missing. */
  static Wording linux(PodCgroups cgroups) {
    String root =
        cgroups
            .root()
            .map(
                set ->
                    set.equals("/")
                        ? "if pods run here, set kubelet_cgroup_root to the kubelet's cgroupRoot"
                        : "if pods run here, compare kubelet_cgroup_root = \"%s\" with the kubelet's"
                                .formatted(set)
                            + " cgroupRoot, and with /proc/PID/cgroup of a pod's process")
            .orElse("if pods run here, set kubelet_cgroup_root to the kubelet's cgroupRoot");
    return new Wording(
        Level.PROBLEM,
        "cgroups",
        SEE_ALL,
        cgroups.withoutPods()
            ? root
            : root
                + "; if it runs with cgroupsPerQOS: false, see allow_containers_without_pod_cgroup",
        "such a process is refused; find out who made its cgroup");
  }

  /**
   * The platform's terms and remedies for the findings.
   *
   * @param hidden the severity of hidden processes
   * @param containers how containers are recognised
   */
  record Wording(
      Level hidden, String containers, String ifHidden, String ifNone, String ifConflict) {}

  private final ContainerLocator locator;
  private final Wording words;
  private final Supplier<Finding> unlisted;

  private int looked;
  private int hidden;
  private int inContainers;
  private final Set<ContainerId> containers = new HashSet<>();
  private Optional<String> conflict = Optional.empty();

  /**
   * Creates a check.
   *
   * @param unlisted whether there are processes whose IDs are not even visible
   */
  ProcessChecks(ContainerLocator locator, Wording words, Supplier<Finding> unlisted) {
    this.locator = locator;
    this.words = words;
    this.unlisted = unlisted;
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
    looked++;
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
      // A process that was ending may have given another reason.
      boolean gone = e.kind() == ProcessException.Kind.GONE || ProcessHandle.of(pid).isEmpty();
      hidden += gone ? 0 : 1;
    } catch (AttestationException e) {
      conflict = Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Finding hidden() {
    String what = "hidden processes";
    return hidden == 0
        ? unlisted.get()
        : new Finding(
            words.hidden(),
            what,
            "%s of %s processes cannot be looked at from this account".formatted(hidden, looked),
            Optional.of(words.ifHidden()),
            List.of());
  }

  private Finding containers() {
    String what = words.containers();
    return inContainers > 0
        ? Finding.ok(
            what, "%s processes in %s containers".formatted(inContainers, containers.size()))
        : Finding.warning(
            what, "none of %s processes is seen in a container".formatted(looked), words.ifNone());
  }
}
