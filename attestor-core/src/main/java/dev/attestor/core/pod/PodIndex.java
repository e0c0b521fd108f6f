package dev.attestor.core.pod;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.event.Source;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One pod list of the kubelet, indexed by container and by pod. Immutable, except for selectors
 * that are created on first use.
 */
public final class PodIndex {

  private static final int MAX_NAMED = 5;

  private final long requestedAt;
  private final Map<PodUid, List<Placement>> pods;
  private final Map<PodUid, List<Placement>> ended;
  private final Map<PodUid, RefusedPod> refused;
  private final Map<ContainerId, List<Placement>> containers;
  private final Map<ContainerId, RefusedPod> refusedContainers;
  private final WatchedPods watched;

  /**
   * Indexes a list.
   *
   * @param requestedAt when it was requested, in {@link System#nanoTime()}
   */
  public PodIndex(long requestedAt, PodList list) {
    this.requestedAt = requestedAt;
    this.watched = WatchedPods.NONE;
    this.pods = new HashMap<>();
    this.ended = new HashMap<>();
    this.refused = new HashMap<>();
    this.containers = new HashMap<>();
    this.refusedContainers = new HashMap<>();
    list.pods().forEach(this::add);
    list.ended().forEach(pod -> add(ended, pod.uid(), new Placement(requestedAt, pod, null)));
    for (RefusedPod pod : list.refused()) {
      refused.put(pod.uid(), pod);
      pod.containers().forEach(id -> refusedContainers.put(id, pod));
    }
  }

  /** Indexes pods that have not ended. */
  public PodIndex(long requestedAt, Collection<Pod> list) {
    this(requestedAt, PodList.of(List.copyOf(list)));
  }

  /** The same list with other additions. */
  private PodIndex(PodIndex list, WatchedPods watched) {
    this.requestedAt = list.requestedAt;
    this.watched = watched;
    this.pods = list.pods;
    this.ended = list.ended;
    this.refused = list.refused;
    this.containers = list.containers;
    this.refusedContainers = list.refusedContainers;
  }

  private void add(Pod pod) {
    PodSelectors selectors = new PodSelectors(pod);
    add(pods, pod.uid(), new Placement(requestedAt, Source.LISTED, pod, null, selectors));
    for (Container container : pod.containers()) {
      if (container.id() != null) {
        Placement placement = new Placement(requestedAt, Source.LISTED, pod, container, selectors);
        add(containers, container.id(), placement);
      }
    }
  }

  /** Within a pod, the first container with an ID counts; an ID in several pods is ambiguous. */
  private static <K> void add(Map<K, List<Placement>> map, K key, Placement added) {
    List<Placement> known = map.putIfAbsent(key, List.of(added));
    if (known != null && known.stream().noneMatch(each -> each.pod().equals(added.pod()))) {
      List<Placement> all = new ArrayList<>(known);
      all.add(added);
      map.put(key, all);
    }
  }

  /**
   * Adds what the kubelet told of a pod since this list was requested: containers that the list
   * lacks, or the whole pod if the list lacks it. Nothing that is on the list changes.
   *
   * <p>A pod that is on the list keeps its labels, because a change may tell of older ones. A pod
   * that the list lacks came after the list, and so did all that is told of it; or the kubelet has
   * dropped it from its list while its containers are ending, and then it counts until the next
   * list.
   *
   * @param at when it was told, in {@link System#nanoTime()}, not before the list was requested
   * @return this list if it adds nothing
   */
  public PodIndex with(Pod change, long at) {
    PodUid uid = change.uid();
    if (refused.containsKey(uid) || ended.containsKey(uid) || change.hasEnded()) {
      return this;
    }
    List<Placement> listed = pods.getOrDefault(uid, List.of());
    WatchedPods more =
        listed.isEmpty()
            ? watched.withPod(change, at, this::isListed)
            : watched.withContainers(
                listed.get(0).pod().withContainersOf(change), requestedAt, this::isListed);
    return more.changes() == watched.changes() ? this : new PodIndex(this, more);
  }

  /** The same list without what the kubelet told of a pod. What is on the list stays. */
  public PodIndex without(PodUid pod) {
    return new PodIndex(this, watched.without(pod));
  }

  /** Whether this list was requested later than another one, or is the same with more changes. */
  public boolean isNewerThan(PodIndex other) {
    long later = requestedAt - other.requestedAt;
    return later > 0 || (later == 0 && watched.changes() > other.watched.changes());
  }

  /** When this list was requested, in {@link System#nanoTime()}. */
  public long requestedAt() {
    return requestedAt;
  }

  /** The number of indexed pods. */
  public int size() {
    return pods.size();
  }

  /** The image IDs of all containers in the list. */
  public Set<String> imageIds() {
    return pods.values().stream()
        .flatMap(List::stream)
        .flatMap(placement -> placement.pod().containers().stream())
        .map(Container::imageId)
        .filter(image -> !image.isEmpty())
        .collect(Collectors.toCollection(HashSet::new));
  }

  /**
   * The pod with a UID, unless it has ended.
   *
   * @throws ConflictingEvidenceException if two pods have this UID
   * @throws RefusedException if its entry is unusable
   */
  public Optional<Placement> pod(PodUid uid) {
    requireUsable(refused.get(uid));
    List<Placement> listed = pods.getOrDefault(uid, List.of());
    return single(listed.isEmpty() ? watched.pod(uid) : listed, "pod UID", uid);
  }

  /**
   * The pod that a caller names, unless it has ended.
   *
   * @throws ConflictingEvidenceException if two pods are named so
   * @throws RefusedException if its entry is unusable
   */
  public Optional<Placement> pod(PodQuery query) {
    for (RefusedPod pod : refused.values()) {
      if (query.matches(pod)) {
        requireUsable(pod);
      }
    }
    List<Placement> listed = matching(query, pods);
    return single(
        listed.isEmpty() ? matching(query, watched.pods()) : listed, "name or UID", query);
  }

  private static List<Placement> matching(PodQuery query, Map<PodUid, List<Placement>> pods) {
    return pods.values().stream()
        .flatMap(List::stream)
        .filter(each -> query.matches(each.pod()))
        .toList();
  }

  /**
   * The pod with a UID, if it has ended.
   *
   * @throws ConflictingEvidenceException if two pods have this UID
   */
  public Optional<Placement> endedPod(PodUid uid) {
    return single(ended.getOrDefault(uid, List.of()), "pod UID", uid);
  }

  /**
   * The ended pod that lists a container.
   *
   * @throws ConflictingEvidenceException if two pods list it
   */
  public Optional<Placement> endedPod(ContainerId id) {
    List<Placement> listing =
        ended.values().stream()
            .flatMap(List::stream)
            .filter(each -> each.pod().containers().stream().anyMatch(c -> id.equals(c.id())))
            .toList();
    return single(listing, "container ID", id);
  }

  private static void requireUsable(@Nullable RefusedPod pod) {
    if (pod != null) {
      throw new RefusedException(pod.message());
    }
  }

  /** Whether the pod is listed and has not ended. */
  public boolean has(PodUid uid) {
    return pods.containsKey(uid) || !watched.pod(uid).isEmpty();
  }

  /** Whether any pod lists the container. */
  public boolean has(ContainerId id) {
    return isListed(id) || !watched.container(id).isEmpty();
  }

  private boolean isListed(ContainerId id) {
    return containers.containsKey(id) || refusedContainers.containsKey(id);
  }

  /**
   * The container with an ID in any pod.
   *
   * @throws ConflictingEvidenceException if two pods list it
   * @throws RefusedException if the entry of a pod that lists it is unusable
   */
  public Optional<Placement> container(ContainerId id) {
    requireUsable(refusedContainers.get(id));
    return single(withContainer(id), "container ID", id);
  }

  /**
   * The container with an ID in a given pod.
   *
   * @throws ConflictingEvidenceException if only another pod lists it, or two pods have this UID
   * @throws RefusedException if the entry of this pod is unusable
   */
  public Optional<Placement> container(PodUid uid, ContainerId id) {
    requireUsable(refused.get(uid));
    List<Placement> found = withContainer(id);
    Placement own = null;
    // No streams here and below, because every attestation runs this code.
    for (Placement each : found) {
      if (own == null && each.pod().uid().equals(uid)) {
        own = each;
      }
    }
    if (own == null && !found.isEmpty()) {
      String pods = found.size() == 1 ? "pod" : found.size() + " pods:";
      throw elsewhere(uid, id, pods + " " + named(found, pod -> pod.uid().value()));
    }
    RefusedPod other = own == null ? refusedContainers.get(id) : null;
    if (other != null) {
      throw elsewhere(uid, id, "pod \"%s\"".formatted(other.uid()));
    }
    return pod(uid).isPresent() ? Optional.ofNullable(own) : Optional.empty();
  }

  private List<Placement> withContainer(ContainerId id) {
    List<Placement> listed = containers.get(id);
    return listed == null ? watched.container(id) : listed;
  }

  private static ConflictingEvidenceException elsewhere(PodUid own, ContainerId id, String others) {
    return new ConflictingEvidenceException(
        "the process runs in pod \"%s\", but the kubelet lists its container \"%s\" in %s"
            .formatted(own, id, others));
  }

  private static Optional<Placement> single(List<Placement> found, String what, Object value) {
    if (found.size() > 1) {
      throw new ConflictingEvidenceException(
          "the kubelet lists %s pods with the same %s \"%s\": %s"
              .formatted(
                  found.size() == 2 ? "two" : found.size(),
                  what,
                  value,
                  named(found, Pod::displayName)));
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
  }

  /** Names all pods, or as many as fit into a message of reasonable size. */
  private static String named(List<Placement> found, Function<Pod, String> name) {
    List<String> names =
        found.stream()
            .limit(MAX_NAMED)
            .map(each -> "\"" + name.apply(each.pod()) + "\"")
            .collect(Collectors.toCollection(ArrayList::new));
    if (found.size() > MAX_NAMED) {
      names.add("%s more".formatted(found.size() - MAX_NAMED));
    }
    String last = names.remove(names.size() - 1);
    return names.isEmpty() ? last : String.join(", ", names) + " and " + last;
  }
}
