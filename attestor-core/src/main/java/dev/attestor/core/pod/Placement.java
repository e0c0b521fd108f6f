package dev.attestor.core.pod;

import dev.attestor.core.event.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pod of a list, or one of its containers, with its selectors. The selectors are created on first
 * use and cached as long as the list.
 */
public final class Placement {

  private final long listedAt;
  private final Source source;
  private final Pod pod;
  private final @Nullable Container container;
  private final PodSelectors podSelectors;

  // Racing threads may create them more than once, but always with the same value; so no lock is
  // needed.
  private volatile @Nullable Selectors selectors;

  // The last addition and its result, which is usually needed again. No lock, as above.
  private volatile @Nullable Extended extended;

  Placement(long listedAt, Pod pod, @Nullable Container container) {
    this(listedAt, Source.LISTED, pod, container, new PodSelectors(pod));
  }

  /** Creates a placement whose pod shares its selectors with other placements. */
  Placement(
      long listedAt,
      Source source,
      Pod pod,
      @Nullable Container container,
      PodSelectors podSelectors) {
    this.listedAt = listedAt;
    this.source = source;
    this.pod = pod;
    this.container = container;
    this.podSelectors = podSelectors;
  }

  /** How old its facts may be: when the list was requested, in {@link System#nanoTime()}. */
  public long listedAt() {
    return listedAt;
  }

  /** Whether the list had it, or a change that the kubelet told of. */
  public Source source() {
    return source;
  }

  /** The pod. */
  public Pod pod() {
    return pod;
  }

  /** The container; empty if the placement is only the pod. */
  public Optional<Container> container() {
    return Optional.ofNullable(container);
  }

  /** A container of this pod that its status does not contain yet. */
  public Placement started(Container container) {
    return new Placement(listedAt, pod.withStarted(container), container);
  }

  /** The selectors of the pod and, if there is one, of the container. */
  public Selectors selectors() {
    Selectors built = selectors;
    if (built == null) {
      built = container == null ? podSelectors.ofPod() : podSelectors.of(container);
      selectors = built;
    }
    return built;
  }

  /** The selectors and some more. */
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
