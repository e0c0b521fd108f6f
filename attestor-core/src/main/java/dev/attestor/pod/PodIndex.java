package dev.attestor.pod;

import dev.attestor.error.ConflictingEvidenceException;
import dev.attestor.locate.ContainerId;
import dev.attestor.locate.PodUid;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One pod list of the kubelet, indexed by container and by pod. Immutable but for selectors that
 * are built on first use.
 */
public final class PodIndex {

  private final long requestedAt;
  private final Map<PodUid, List<Placement>> pods = new HashMap<>();
  private final Map<ContainerId, List<Placement>> containers = new HashMap<>();

  /**
   * Indexes a list.
   *
   * @param requestedAt when the kubelet was asked for it, in {@link System#nanoTime()}
   */
  public PodIndex(long requestedAt, Collection<Pod> list) {
    this.requestedAt = requestedAt;
    list.forEach(this::add);
  }

  private void add(Pod pod) {
    pods.merge(pod.uid(), List.of(new Placement(requestedAt, pod, null)), PodIndex::otherPodsToo);
    for (Container container : pod.containers()) {
      if (container.id() != null) {
        List<Placement> added = List.of(new Placement(requestedAt, pod, container));
        containers.merge(container.id(), added, PodIndex::otherPodsToo);
      }
    }
  }

  /** Within one pod the first container with an ID counts; a second pod makes the ID ambiguous. */
  private static List<Placement> otherPodsToo(List<Placement> known, List<Placement> added) {
    boolean samePod = known.get(known.size() - 1).pod().equals(added.get(0).pod());
    return samePod ? known : List.of(known.get(0), added.get(0));
  }

  /** When the kubelet was asked for this list, in {@link System#nanoTime()}. */
  public long requestedAt() {
    return requestedAt;
  }

  /** How many pods are indexed. */
  public int size() {
    return pods.size();
  }

  /** The IDs of all images that containers of the listed pods have. */
  public Set<String> imageIds() {
    return pods.values().stream()
        .flatMap(List::stream)
        .flatMap(placement -> placement.pod().containers().stream())
        .map(Container::imageId)
        .filter(image -> !image.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The pod with a UID.
   *
   * @throws ConflictingEvidenceException if two pods have it
   */
  public Optional<Placement> pod(PodUid uid) {
    return single(pods.getOrDefault(uid, List.of()), "pod UID", uid);
  }

  /** Whether any pod lists the container. */
  public boolean has(ContainerId id) {
    return containers.containsKey(id);
  }

  /**
   * The container with an ID, in whatever pod it is.
   *
   * @throws ConflictingEvidenceException if two pods list it
   */
  public Optional<Placement> container(ContainerId id) {
    return single(containers.getOrDefault(id, List.of()), "container ID", id);
  }

  /**
   * The container with an ID in a given pod.
   *
   * @throws ConflictingEvidenceException if it is listed, and only in another pod, or two pods have
   *     that UID
   */
  public Optional<Placement> container(PodUid uid, ContainerId id) {
    List<Placement> found = containers.getOrDefault(id, List.of());
    Placement own = null;
    // No stream here and below: every attestation comes this way.
    for (Placement each : found) {
      if (own == null && each.pod().uid().equals(uid)) {
        own = each;
      }
    }
    if (own == null && !found.isEmpty()) {
      throw new ConflictingEvidenceException(
          "the process runs in pod \"%s\", but the kubelet lists its container \"%s\" in pod \"%s\""
              .formatted(uid, id, found.get(0).pod().uid()));
    }
    return pod(uid).isPresent() ? Optional.ofNullable(own) : Optional.empty();
  }

  private static Optional<Placement> single(List<Placement> found, String what, Object value) {
    if (found.size() > 1) {
      throw new ConflictingEvidenceException(
          "the kubelet lists two pods with the same %s \"%s\": \"%s\" and \"%s\""
              .formatted(
                  what, value, found.get(0).pod().displayName(), found.get(1).pod().displayName()));
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
  }
}
