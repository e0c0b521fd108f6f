package dev.attestor.core.pod;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import java.util.Set;

/**
 * A pod whose entry in the list is unusable. Only its own processes get an error.
 *
 * @param name the name of the pod for people, printable
 * @param why the problem with its entry
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

  /** The error message for its processes. */
  public String message() {
    return "the kubelet's entry of pod \"%s\" is refused: %s".formatted(name, why);
  }
}
