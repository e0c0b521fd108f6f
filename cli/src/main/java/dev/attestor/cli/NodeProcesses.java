package dev.attestor.cli;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.ProcessPin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** Where each process of this node runs, and some that are worth an explanation. */
final class NodeProcesses {

  private static final int MAX_PROCESSES = 10_000;

  /** One process of each of so many containers, and one that is in none. */
  private static final int MAX_CONTAINERS = 20;

  private final ContainerLocator locator;
  private final List<String> lines = new ArrayList<>();
  private final List<Integer> examples = new ArrayList<>();
  private final Set<ContainerId> containers = new HashSet<>();
  private boolean haveOutside;

  NodeProcesses(ContainerLocator locator) {
    this.locator = locator;
  }

  /** Adds the list to the bundle. Returns the processes to explain. */
  static List<Integer> choose(SupportBundle bundle, K8sConfig config) throws IOException {
    List<Integer> examples = new ArrayList<>();
    bundle.part(
        "processes.txt",
        () -> {
          try (Ports ports = Host.current().ports(config.withKubeletAlone())) {
            NodeProcesses node = new NodeProcesses(ports.locator());
            node.lookAt(ProcessHandle.allProcesses().mapToLong(ProcessHandle::pid).toArray());
            examples.addAll(node.examples);
            return SupportReport.text(node.lines);
          }
        });
    return examples;
  }

  /** Adds a line for each process, and one that says how many are missing. */
  void lookAt(long... pids) {
    LongStream.of(pids).sorted().limit(MAX_PROCESSES).forEach(this::look);
    if (pids.length > MAX_PROCESSES) {
      lines.add("%s more are not listed".formatted(pids.length - MAX_PROCESSES));
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  private void look(long number) {
    try {
      int pid = Math.toIntExact(number);
      try (ProcessPin pin = locator.pin(pid)) {
        lines.add("%s: %s".formatted(pid, describe(pid, locator.locate(pid, pin))));
      }
    } catch (RuntimeException e) {
      // One odd process must not cost the others.
      lines.add("%s: %s".formatted(number, SupportBundle.reason(e)));
    }
  }

  private String describe(int pid, Location location) {
    if (location instanceof Location.InPod in) {
      inContainer(pid, in.container());
      return "pod %s, container %s".formatted(in.pod().value(), in.container().value());
    }
    if (location instanceof Location.InContainer in) {
      inContainer(pid, in.container());
      return "container %s (%s)".formatted(in.container().value(), in.isolation());
    }
    if (!haveOutside) {
      haveOutside = true;
      examples.add(pid);
    }
    return "in no container";
  }

  private void inContainer(int pid, ContainerId container) {
    if (containers.size() < MAX_CONTAINERS && containers.add(container)) {
      examples.add(pid);
    }
  }
}
