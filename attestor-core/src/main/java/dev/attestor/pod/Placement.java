package dev.attestor.pod;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pod of a list, or one container in it, with its selectors. They are built on first use and kept
 * as long as the list is.
 */
public final class Placement {

  private final long listedAt;
  private final Pod pod;
  private final @Nullable Container container;

  // Built at most a few times by racing threads, always to the same value; hence no lock.
  private volatile @Nullable Selectors selectors;

  Placement(long listedAt, Pod pod, @Nullable Container container) {
    this.listedAt = listedAt;
    this.pod = pod;
    this.container = container;
  }

  /** When the kubelet was asked for the list, in {@link System#nanoTime()}. */
  public long listedAt() {
    return listedAt;
  }

  /** The pod. */
  public Pod pod() {
    return pod;
  }

  /** The container; empty where only the pod is meant. */
  public Optional<Container> container() {
    return Optional.ofNullable(container);
  }

  /** A container of this pod that its status does not have yet. */
  public Placement started(Container container) {
    return new Placement(listedAt, pod.withStarted(container), container);
  }

  /** Pod selectors, and those of the container where there is one. */
  public Selectors selectors() {
    Selectors built = selectors;
    if (built == null) {
      built = container == null ? PodSelectors.of(pod) : PodSelectors.of(pod, container);
      selectors = built;
    }
    return built;
  }
}
