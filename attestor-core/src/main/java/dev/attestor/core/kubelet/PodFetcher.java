package dev.attestor.core.kubelet;

import dev.attestor.core.error.KubeletException;
import dev.attestor.core.pod.PodList;

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
