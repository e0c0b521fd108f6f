package dev.attestor.core.spi;

import dev.attestor.core.locate.ContainerId;

/** A container runtime's answer about a container ID. It is not verified yet. */
public sealed interface RuntimeAnswer {

  /**
   * A container that is created and has not ended. Texts are empty if the runtime reports nothing.
   *
   * @param id the full ID, as the runtime writes it
   * @param podUid the pod of the container, from its label
   * @param sandboxPodUid the pod of the container's sandbox
   * @param name its name in the pod, from its label
   * @param image the image as the kubelet will report it
   * @param imageRef the resolved image as the kubelet will report it, as {@code imageID}
   */
  record Found(
      ContainerId id,
      String podUid,
      String sandboxPodUid,
      String name,
      String image,
      String imageRef)
      implements RuntimeAnswer {}

  /** The sandbox of a pod, which holds its namespaces and is not one of its containers. */
  record Sandbox() implements RuntimeAnswer {}

  /** Unknown, ended, or no answer. */
  record Nothing() implements RuntimeAnswer {}
}
