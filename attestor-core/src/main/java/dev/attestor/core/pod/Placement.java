package dev.attestor.core.pod;

import java.util.ArrayList;
import java.util.List;
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
  private final PodSelectors podSelectors;

  // Built at most a few times by racing threads, always to the same value; hence no lock.
  private volatile @Nullable Selectors selectors;

  // The last addition and its result: mostly the same again. Raced for as above.
  private volatile @Nullable Extended extended;

  Placement(long listedAt, Pod pod, @Nullable Container container) {
    this(listedAt, pod, container, new PodSelectors(pod));
  }

  /** A place whose pod shares its selectors with other places. */
  Placement(long listedAt, Pod pod, @Nullable Container container, PodSelectors podSelectors) {
    this.listedAt = listedAt;
    this.pod = pod;
    this.container = container;
    this.podSelectors = podSelectors;
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
      built = container == null ? podSelectors.ofPod() : podSelectors.of(container);
      selectors = built;
    }
    return built;
  }

  /** The selectors with some more. */
  public Selectors selectorsWith(List<String> more) {
    if (more.isEmpty()) {
      return selectors();
    }
    Extended known = extended;
    if (known == null || !known.more.equals(more)) {
      List<String> values = new ArrayList<>(selectors().values());
      values.addAll(more);
      known = new Extended(List.copyOf(more), Selectors.of(values));
      extended = known;
    }
    return known.selectors;
  }

  private record Extended(List<String> more, Selectors selectors) {}
}
