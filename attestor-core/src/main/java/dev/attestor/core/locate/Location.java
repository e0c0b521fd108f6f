package dev.attestor.core.locate;

/** Where a process runs according to the platform. The kubelet must still confirm it. */
public sealed interface Location {

  /** In no container that a kubelet could have started. */
  record Outside() implements Location {}

  /** In a container of a pod. Both IDs come from evidence that the container cannot change. */
  record InPod(PodUid pod, ContainerId container) implements Location {}

  /**
   * In a container of an unknown pod.
   *
   * @param isolation what the pod's spec must declare for the container
   */
  record InContainer(ContainerId container, Isolation isolation) implements Location {

    /** A container of which only the ID is known. */
    public InContainer(ContainerId container) {
      this(container, Isolation.UNSEEN);
    }
  }
}
