package dev.attestor.core.attest;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.locate.Location;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.DeclaredContainer;
import dev.attestor.core.pod.Placement;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.spi.RuntimeAnswer;
import java.util.Optional;

/**
 * Accepts a container that the kubelet does not list yet, if cgroup, runtime and kubelet name the
 * same pod, and this pod declares a container with the name that the runtime reports. So only the
 * kubelet vouches for pods; the runtime only says which of the pod's declared containers it is.
 */
final class RuntimeRule {

  private final Location.InPod location;
  private final long since;

  /**
   * The rule for one process.
   *
   * @param since a time at which the process already existed, in {@link System#nanoTime()}
   */
  RuntimeRule(Location.InPod location, long since) {
    this.location = location;
    this.since = since;
  }

  /**
   * Returns the container in its pod of the list; empty if this list is not sufficient yet.
   *
   * @throws ConflictingEvidenceException if the answer contradicts the cgroup or itself
   * @throws RefusedException if it is the pod's sandbox, or the pod declares no such container
   */
  Optional<Placement> apply(RuntimeAnswer answer, PodIndex list) {
    if (answer instanceof RuntimeAnswer.Sandbox) {
      throw new RefusedException(
          "the process runs in the sandbox of pod \"%s\", which is no workload"
              .formatted(location.pod()));
    }
    if (answer instanceof RuntimeAnswer.Running running) {
      requireAgreement(running);
      return list.pod(location.pod()).flatMap(pod -> place(running, pod, list));
    }
    return Optional.empty();
  }

  private void requireAgreement(RuntimeAnswer.Running running) {
    if (!running.id().equals(location.container())) {
      throw new ConflictingEvidenceException(
          "the container runtime was asked for container \"%s\" and answered with \"%s\""
              .formatted(location.container(), running.id()));
    }
    requirePod("container \"%s\"".formatted(running.id()), running.podUid());
    requirePod("the sandbox of container \"%s\"".formatted(running.id()), running.sandboxPodUid());
  }

  private void requirePod(String what, String uid) {
    if (!uid.equals(location.pod().value())) {
      throw new ConflictingEvidenceException(
          "the process runs in pod \"%s\", but the container runtime has %s in %s"
              .formatted(location.pod(), what, uid.isEmpty() ? "no pod" : "pod \"" + uid + "\""));
    }
  }

  private Optional<Placement> place(RuntimeAnswer.Running running, Placement pod, PodIndex list) {
    Optional<DeclaredContainer> declared = pod.pod().declared(running.name());
    if (declared.isEmpty()) {
      if (list.requestedAt() - since < 0) {
        // Ephemeral containers are added to a pod later, and this list may be older.
        return Optional.empty();
      }
      throw new RefusedException(
          ("the container runtime calls container \"%s\" \"%s\", but pod \"%s\" declares no"
                  + " container of that name")
              .formatted(running.id(), running.name(), pod.pod().displayName()));
    }
    return Optional.of(
        pod.started(
            new Container(
                declared.get().kind(),
                running.name(),
                running.image(),
                running.imageRef(),
                running.id(),
                true)));
  }
}
