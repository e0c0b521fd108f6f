package dev.attestor.core.kubelet;

import dev.attestor.core.error.KubeletException;
import dev.attestor.core.pod.PodList;

/** Sends one request to the kubelet. */
@FunctionalInterface
interface PodFetcher {

  /**
   * Requests the current pods of this node.
   *
   * @throws KubeletException if the kubelet returned no usable list
   */
  PodList fetch();
}
