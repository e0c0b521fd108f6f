package dev.attestor.core.attest;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Isolation;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
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
 *
 * <p>A job of Windows names a container but no pod. There, runtime and kubelet have to agree on the
 * pod, and the pod's spec has to declare the kind of container that the job is for.
 */
final class RuntimeRule {

  private final Location location;
  private final ContainerId container;
  private final long since;

  private RuntimeRule(Location location, ContainerId container, long since) {
    this.location = location;
    this.container = container;
    this.since = since;
  }

  /**
   * The rule for one process; empty if the platform saw neither its pod nor its job. The runtime
   * alone would then decide which pod it belongs to.
   *
   * @param since a time at which the process already existed, in {@link System#nanoTime()}
   */
  static Optional<RuntimeRule> of(Location location, long since) {
    if (location instanceof Location.InPod in) {
      return Optional.of(new RuntimeRule(in, in.container(), since));
    }
    return location instanceof Location.InContainer in && in.isolation() != Isolation.UNSEEN
        ? Optional.of(new RuntimeRule(in, in.container(), since))
        : Optional.empty();
  }

  /** The container that the process runs in. */
  ContainerId container() {
    return container;
  }

  /** Whether a list lacks the pod, as far as the answer and the platform name one. */
  boolean lacksPod(PodIndex list, Optional<RuntimeAnswer> answer) {
    if (location instanceof Location.InPod in) {
      return list.pod(in.pod()).isEmpty();
    }
    // While the runtime has not answered, the list may well lack the pod.
    return answer
        .map(
            given ->
                given instanceof RuntimeAnswer.Found found
                    && !found.podUid().isEmpty()
                    && list.pod(new PodUid(found.podUid())).isEmpty())
        .orElse(true);
  }

  /**
   * Returns the container in its pod of the list; empty if this list is not sufficient yet.
   *
   * @throws ConflictingEvidenceException if the answer contradicts the platform or itself, or the
   *     pod's spec contradicts the job
   * @throws RefusedException if it is the pod's sandbox, or the pod declares no such container
   */
  Optional<Placement> apply(RuntimeAnswer answer, PodIndex list) {
    if (answer instanceof RuntimeAnswer.Sandbox) {
      throw new RefusedException("%s, which is no workload".formatted(sandbox()));
    }
    if (answer instanceof RuntimeAnswer.Found found) {
      return list.pod(requireAgreement(found)).flatMap(pod -> place(found, pod, list));
    }
    return Optional.empty();
  }

  private String sandbox() {
    return location instanceof Location.InPod in
        ? "the process runs in the sandbox of pod \"%s\"".formatted(in.pod())
        : "the process runs in container \"%s\", the sandbox of a pod".formatted(container);
  }

  /** Returns the pod that platform and runtime agree on. */
  private PodUid requireAgreement(RuntimeAnswer.Found found) {
    if (!found.id().equals(container)) {
      throw new ConflictingEvidenceException(
          "the container runtime was asked for container \"%s\" and answered with \"%s\""
              .formatted(container, found.id()));
    }
    String labelled = "container \"%s\"".formatted(found.id());
    String sandbox = "the sandbox of " + labelled;
    if (location instanceof Location.InPod in) {
      String seen = "the process runs in pod \"%s\"".formatted(in.pod());
      requirePod(in.pod().value(), seen, labelled, found.podUid());
      requirePod(in.pod().value(), seen, sandbox, found.sandboxPodUid());
      return in.pod();
    }
    String said = "the container runtime has %s in %s".formatted(labelled, pod(found.podUid()));
    if (found.podUid().isEmpty()) {
      throw new ConflictingEvidenceException(said);
    }
    requirePod(found.podUid(), said, sandbox, found.sandboxPodUid());
    return new PodUid(found.podUid());
  }

  private static void requirePod(String expected, String seen, String what, String uid) {
    if (!uid.equals(expected)) {
      throw new ConflictingEvidenceException(
          "%s, but the container runtime has %s in %s".formatted(seen, what, pod(uid)));
    }
  }

  private static String pod(String uid) {
    return uid.isEmpty() ? "no pod" : "pod \"" + uid + "\"";
  }

  private Optional<Placement> place(RuntimeAnswer.Found found, Placement pod, PodIndex list) {
    Optional<DeclaredContainer> declared = pod.pod().declared(found.name());
    if (declared.isEmpty()) {
      if (list.requestedAt() - since < 0) {
        // Ephemeral containers are added to a pod later, and this list may be older.
        return Optional.empty();
      }
      throw new RefusedException(
          ("the container runtime calls container \"%s\" \"%s\", but pod \"%s\" declares no"
                  + " container of that name")
              .formatted(found.id(), found.name(), pod.pod().displayName()));
    }
    Placement started =
        pod.started(
            new Container(
                declared.get().kind(),
                found.name(),
                found.image(),
                found.imageRef(),
                found.id(),
                true));
    return Optional.of(
        location instanceof Location.InContainer in ? IsolationRule.require(in, started) : started);
  }
}
