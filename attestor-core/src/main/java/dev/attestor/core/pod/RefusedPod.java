package dev.attestor.core.pod;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import java.util.Set;

/**
 * A pod of a list whose entry cannot be used: its processes get an error, and nobody else does.
 *
 * @param name as people name it, printable
 * @param why what is wrong with its entry
 * @param containers its containers, as far as they were kept
 */
public record RefusedPod(PodUid uid, String name, String why, Set<ContainerId> containers) {

  /** Copies the containers. */
  public RefusedPod {
    containers = Set.copyOf(containers);
  }

  RefusedPod withoutContainers() {
    return new RefusedPod(uid, name, why, Set.of());
  }

  /** The error of its processes. */
  public String message() {
    return "the kubelet's entry of pod \"%s\" is refused: %s".formatted(name, why);
  }
}
