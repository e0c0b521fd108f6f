package dev.attestor.core.locate;

/** Where the platform says a process runs. The kubelet has still to confirm it. */
public sealed interface Location {

  /** In no container that a kubelet could have started. */
  record Outside() implements Location {}

  /** In a container of a pod, both named by what the container cannot change. */
  record InPod(PodUid pod, ContainerId container) implements Location {}

  /**
   * In a container of some pod; the platform cannot see which.
   *
   * @param isolation what the pod has to say of the container for this to be believed
   */
  record InContainer(ContainerId container, Isolation isolation) implements Location {

    /** A container of which only the ID can be seen. */
    public InContainer(ContainerId container) {
      this(container, Isolation.UNSEEN);
    }
  }
}
