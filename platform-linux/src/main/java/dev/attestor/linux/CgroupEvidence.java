package dev.attestor.linux;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** Combines the evidence of all lines of a cgroup file. */
final class CgroupEvidence {

  private CgroupEvidence() {}

  /**
   * Returns the one location that all lines agree on. A line without IDs agrees with every other; a
   * line with a pod takes precedence over one without.
   *
   * @throws ConflictingEvidenceException if two lines name different pods or containers
   */
  static Location join(Collection<Location> lines, long pid) {
    Set<PodUid> pods = new LinkedHashSet<>();
    Set<ContainerId> containers = new LinkedHashSet<>();
    for (Location line : lines) {
      if (line instanceof Location.InPod in) {
        pods.add(in.pod());
        containers.add(in.container());
      } else if (line instanceof Location.InContainer in) {
        containers.add(in.container());
      }
    }
    requireOne(pods, "pod UIDs", pid);
    requireOne(containers, "container IDs", pid);
    if (containers.isEmpty()) {
      return new Location.Outside();
    }
    ContainerId container = containers.iterator().next();
    return pods.isEmpty()
        ? new Location.InContainer(container)
        : new Location.InPod(pods.iterator().next(), container);
  }

  private static void requireOne(Set<?> found, String what, long pid) {
    if (found.size() > 1) {
      throw new ConflictingEvidenceException(
          "the cgroup file of process %s names multiple %s: %s".formatted(pid, what, found));
    }
  }
}
