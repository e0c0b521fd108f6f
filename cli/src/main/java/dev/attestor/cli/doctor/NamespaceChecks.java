package dev.attestor.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether this process sees processes and cgroups as the host does; namespaces(7). */
final class NamespaceChecks {

  // linux/proc_ns.h: the inode numbers of the initial namespaces never change.
  private static final String FIRST_PID = "pid:[4026531836]";
  private static final String FIRST_CGROUP = "cgroup:[4026531835]";

  private final Path proc;

  NamespaceChecks(Path proc) {
    this.proc = proc;
  }

  List<Finding> run() {
    return List.of(pid(), cgroup());
  }

  private Finding pid() {
    String what = "PID namespace";
    try {
      return Files.readSymbolicLink(proc.resolve("self/ns/pid")).toString().equals(FIRST_PID)
          ? Finding.ok(what, "the host's")
          : Finding.problem(
              what,
              "not the host's: most processes of the node have no number here",
              "in Kubernetes set hostPID: true in the pod; with docker --pid=host");
    } catch (IOException e) {
      return Finding.problem(what, "cannot be determined: " + e, "is /proc mounted?");
    }
  }

  private Finding cgroup() {
    String what = "cgroup namespace";
    try {
      return Files.readSymbolicLink(proc.resolve("self/ns/cgroup")).toString().equals(FIRST_CGROUP)
          ? Finding.ok(what, "the host's")
          : Finding.warning(
              what,
              "not the host's: cgroup paths are shown relative to this container's",
              "run the container with the host's cgroup namespace, or privileged; if pods are"
                  + " found below, this does no harm");
    } catch (IOException e) {
      return Finding.leftOut(what, "this kernel has none");
    }
  }
}
