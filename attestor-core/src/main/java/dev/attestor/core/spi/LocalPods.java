package dev.attestor.core.spi;

import dev.attestor.core.error.KubeletException;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodList;
import java.nio.file.Path;
import java.time.Duration;

/** The pods of this node, from the kubelet that listens on a Unix socket. */
public interface LocalPods extends AutoCloseable {

  /** The usual time for a list. */
  Duration LIMIT = Duration.ofSeconds(5);

  /** Opens the API at a socket. Called when it is first needed; sends no request yet. */
  @FunctionalInterface
  interface Opener {
    LocalPods open(Path socket, Listener listener);
  }

  /** Told of changes of pods, by one thread. Returns at once and does not throw. */
  @FunctionalInterface
  interface Listener {

    /**
     * A pod is new or has changed. Tells a state that the pod once had; it may tell states late,
     * repeatedly, and not at all. Changes of labels alone are not told.
     *
     * @param bytes the memory of the pod
     */
    void changed(Pod pod, long bytes);

    /** A pod was removed. */
    default void removed(PodUid pod) {}
  }

  /**
   * Requests the current pods of this node, and has the listener told of later changes.
   *
   * @throws KubeletException if there is no usable list within a few seconds
   */
  default PodList list() {
    return list(LIMIT);
  }

  /**
   * The same within a shorter or longer time.
   *
   * @throws KubeletException if there is no usable list by then
   */
  PodList list(Duration limit);

  /** The listener is not told of changes any more. */
  @Override
  void close();
}
