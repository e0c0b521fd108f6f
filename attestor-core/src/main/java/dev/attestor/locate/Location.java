package dev.attestor.locate;

/** Where the platform says a process runs. The kubelet has still to confirm it. */
public sealed interface Location {

  /** In no container that a kubelet could have started. */
  record Outside() implements Location {}

  /** In a container of a pod, both named by what the container cannot change. */
  record InPod(PodUid pod, ContainerId container) implements Location {}

  /** In a container of some pod; the platform cannot see which. */
  record InContainer(ContainerId container) implements Location {}
}
