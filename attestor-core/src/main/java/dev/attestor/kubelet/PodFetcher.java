package dev.attestor.kubelet;

import dev.attestor.error.KubeletException;
import dev.attestor.pod.Pod;
import java.util.List;

/** Asks the kubelet once. */
@FunctionalInterface
interface PodFetcher {

  /**
   * The pods of this node, as of now.
   *
   * @throws KubeletException if the kubelet gave no usable list
   */
  List<Pod> fetch();
}
