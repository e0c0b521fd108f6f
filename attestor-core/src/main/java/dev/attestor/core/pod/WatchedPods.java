package dev.attestor.core.pod;

import dev.attestor.core.event.Source;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the kubelet told of pods since a list was requested, as additions to that list. Immutable,
 * except for selectors that are created on first use.
 *
 * @param changes grows with each addition
 */
record WatchedPods(
    int changes, Map<PodUid, List<Placement>> pods, Map<ContainerId, List<Placement>> containers) {

  static final WatchedPods NONE = new WatchedPods(0, Map.of(), Map.of());

  List<Placement> pod(PodUid uid) {
    return pods.getOrDefault(uid, List.of());
  }

  List<Placement> container(ContainerId id) {
    return containers.getOrDefault(id, List.of());
  }

  /** Adds a pod that the list lacks, or replaces what was told of it before. */
  WatchedPods withPod(Pod pod, long at, Predicate<ContainerId> isListed) {
    List<Placement> before = pod(pod.uid());
    if (!before.isEmpty() && before.get(0).pod().equals(pod)) {
      return this;
    }
    Map<PodUid, List<Placement>> more = new HashMap<>(pods);
    PodSelectors selectors = new PodSelectors(pod);
    more.put(pod.uid(), List.of(new Placement(at, Source.WATCHED, pod, null, selectors)));
    return new WatchedPods(changes + 1, more, containersWith(pod, at, selectors, isListed));
  }

  /** Adds the containers of a listed pod that the list lacks. */
  WatchedPods withContainers(Pod pod, long at, Predicate<ContainerId> isListed) {
    boolean adds =
        pod.containers().stream()
            .map(Container::id)
            .anyMatch(id -> id != null && !isListed.test(id) && !isKnown(id, pod));
    return adds
        ? new WatchedPods(
            changes + 1, pods, containersWith(pod, at, new PodSelectors(pod), isListed))
        : this;
  }

  /** Without what was told of a pod. That is no addition. */
  WatchedPods without(PodUid uid) {
    Map<PodUid, List<Placement>> fewer = new HashMap<>(pods);
    fewer.remove(uid);
    Map<ContainerId, List<Placement>> left = new HashMap<>();
    containers.forEach(
        (id, told) -> {
          List<Placement> others =
              told.stream().filter(each -> !each.pod().uid().equals(uid)).toList();
          if (!others.isEmpty()) {
            left.put(id, others);
          }
        });
    return new WatchedPods(changes, fewer, left);
  }

  private boolean isKnown(ContainerId id, Pod pod) {
    return container(id).stream().anyMatch(each -> each.pod().equals(pod));
  }

  private Map<ContainerId, List<Placement>> containersWith(
      Pod pod, long at, PodSelectors selectors, Predicate<ContainerId> isListed) {
    Map<ContainerId, List<Placement>> more = new HashMap<>(containers);
    for (Container each : pod.containers()) {
      ContainerId id = each.id();
      if (id != null && !isListed.test(id)) {
        more.put(id, withOthers(id, new Placement(at, Source.WATCHED, pod, each, selectors)));
      }
    }
    return more;
  }

  /** An ID in several pods is ambiguous, as in a list. */
  private List<Placement> withOthers(ContainerId id, Placement told) {
    List<Placement> all = new ArrayList<>();
    for (Placement each : container(id)) {
      if (!each.pod().uid().equals(told.pod().uid())) {
        all.add(each);
      }
    }
    all.add(told);
    return List.copyOf(all);
  }
}
