package dev.attestor.core.attest;

import dev.attestor.core.error.RefusedException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.ContainerKind;
import dev.attestor.core.pod.Placement;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodIndex;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds a location in pod lists. This is how the kubelet confirms what the platform observed. */
final class Matcher {

  private final Location location;
  private final AttestationPolicy policy;

  Matcher(Location location, AttestationPolicy policy) {
    this.location = location;
    this.policy = policy;
  }

  /**
   * Returns the pod or container of the location; empty if this list does not contain it yet.
   *
   * @throws RefusedException if it is an ephemeral container, and these are not allowed
   * @throws dev.attestor.core.error.ConflictingEvidenceException if the list contradicts the
   *     location or itself
   */
  Optional<Placement> find(PodIndex list) {
    if (location instanceof Location.InPod in) {
      return policy.podSelectorsOnly()
          ? list.pod(in.pod()).or(() -> list.endedPod(in.pod()))
          : list.container(in.pod(), in.container()).map(this::requireAllowed);
    }
    if (location instanceof Location.InContainer in) {
      Optional<Placement> found =
          list.container(in.container()).map(placement -> IsolationRule.require(in, placement));
      return policy.podSelectorsOnly()
          ? found
              .flatMap(placement -> list.pod(placement.pod().uid()))
              .or(() -> list.endedPod(in.container()))
          : found.map(this::requireAllowed);
    }
    return Optional.empty();
  }

  /**
   * Returns the placement.
   *
   * @throws RefusedException if it is an ephemeral container, and these are not allowed
   */
  Placement requireAllowed(Placement placement) {
    Container container = placement.container().orElseThrow();
    if (container.kind() == ContainerKind.EPHEMERAL && !policy.ephemeralContainers()) {
      throw new RefusedException(
          ("container \"%s\" of pod \"%s\" is an ephemeral container, which gets no identity;"
                  + " attest_ephemeral_containers = true would allow it")
              .formatted(container.name(), placement.pod().displayName()));
    }
    return placement;
  }

  /** Says what was missing, for the error message after the timeout. */
  String describeMiss(@Nullable PodIndex last) {
    if (last == null) {
      return "the kubelet gave no pod list";
    }
    if (location instanceof Location.InPod in) {
      return last.pod(in.pod())
          .map(pod -> missingContainer(pod, in.container()))
          .orElseGet(
              () ->
                  last.endedPod(in.pod())
                      .map(Matcher::endedPod)
                      .orElseGet(() -> missingPod(in.pod())));
    }
    if (location instanceof Location.InContainer in) {
      return last.endedPod(in.container())
          .map(Matcher::endedPod)
          .orElseGet(
              () ->
                  "the kubelet did not list container \"%s\" in any of %s pods"
                      .formatted(in.container(), last.size()));
    }
    return "the process is in no container";
  }

  private static String missingPod(PodUid uid) {
    return "the kubelet did not list pod \"%s\", in whose cgroup the process runs,".formatted(uid);
  }

  private static String endedPod(Placement placement) {
    Pod pod = placement.pod();
    return ("the kubelet lists pod \"%s\", in which the process runs, as %s%s, and no container of"
            + " it as running (disable_container_selectors = true attests from the pod alone)")
        .formatted(
            pod.displayName(),
            pod.phase(),
            pod.reason().isEmpty() ? "" : " (" + pod.reason() + ")");
  }

  private static String missingContainer(Placement placement, ContainerId id) {
    Pod pod = placement.pod();
    if (pod.hasStartedWhole()) {
      return ("the kubelet listed pod \"%s\" with all its containers, and \"%s\" is none of them:"
              + " it is probably the pod's sandbox (\"pause\"), which is no workload"
              + " (with container_runtime_endpoint, the container runtime says so at once)")
          .formatted(pod.displayName(), id);
    }
    return ("the kubelet listed pod \"%s\" but not its container \"%s\" (it names a container only after its"
            + " postStart hook; container_runtime_endpoint lets the container runtime name it before,"
            + " disable_container_selectors = true attests from the pod alone)")
        .formatted(pod.displayName(), id);
  }
}
