package dev.attestor.core.kubelet;

import dev.attestor.core.error.KubeletException;
import dev.attestor.core.pod.PodList;

/** Sends one request to the kubelet. */
@FunctionalInterface
interface PodFetcher extends AutoCloseable {

  /**
   * Requests the current pods of this node.
   *
   * @throws KubeletException if the kubelet returned no usable list
   */
  PodList fetch();

  /**
   * When the request that answered last was begun, in {@link System#nanoTime()}.
   *
   * @param asked when {@link #fetch} was called
   */
  default long beganAt(long asked) {
    return asked;
  }

  /** Ends what was opened for requests. */
  @Override
  default void close() {}
}
