package dev.attestor.core.spi;

import dev.attestor.core.locate.ContainerId;

/** What a container runtime says of a container ID. Nothing of it has been checked. */
public sealed interface RuntimeAnswer {

  /**
   * A container that runs. Texts are empty where the runtime says nothing.
   *
   * @param id the whole ID, as the runtime writes it
   * @param podUid the pod it was made for, by its label
   * @param sandboxPodUid the pod that its sandbox was made for
   * @param name its name in the pod, by its label
   * @param image the image as the kubelet is going to report it
   * @param imageRef the resolved image as the kubelet is going to report it, as {@code imageID}
   */
  record Running(
      ContainerId id,
      String podUid,
      String sandboxPodUid,
      String name,
      String image,
      String imageRef)
      implements RuntimeAnswer {}

  /** The sandbox of a pod: what holds its namespaces, and no container of it. */
  record Sandbox() implements RuntimeAnswer {}

  /** Not known, ended, or no answer. */
  record Nothing() implements RuntimeAnswer {}
}
