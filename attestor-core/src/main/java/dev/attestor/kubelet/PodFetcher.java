package dev.attestor.kubelet;

import dev.attestor.error.KubeletException;
import dev.attestor.pod.PodList;

/** Asks the kubelet once. */
@FunctionalInterface
interface PodFetcher {

  /**
   * The pods of this node, as of now.
   *
   * @throws KubeletException if the kubelet gave no usable list
   */
  PodList fetch();
}
