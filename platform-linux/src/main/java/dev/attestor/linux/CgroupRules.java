package dev.attestor.linux;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.linux.KubeletNames.PodName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Finds the location in a cgroup path, reading from the outermost segment inwards. Whoever may
 * write to a cgroup chooses all names below it. So only the segments above a container come from
 * the runtime. The first pod and its first container are the answer; before them, only the
 * kubelet's own cgroups are allowed.
 */
final class CgroupRules {

  private static final Location OUTSIDE = new Location.Outside();

  private final KubeletRoot root;
  private final KubeletNames names;
  private final boolean withoutPods;
  private final Supplier<List<CgroupPath>> self;

  /**
   * Rules for one reader.
   *
   * @param root the cgroup below which the kubelet keeps its pods
   * @param withoutPods whether a container counts that is in no cgroup of a pod
   * @param self the reader's own cgroups; asked for only where a path could be that of a node
   *     within a node
   */
  CgroupRules(KubeletRoot root, boolean withoutPods, Supplier<List<CgroupPath>> self) {
    this.root = root;
    this.names = root.names();
    this.withoutPods = withoutPods;
    this.self = self;
  }

  Location locate(CgroupPath path) {
    if (path.relative()) {
      Optional<Location> sibling =
          CgroupNames.container(path.segment(0)).map(Location.InContainer::new);
      return sibling.orElseGet(() -> searchBelowRoot(path, root.endOfPart(path)));
    }
    OptionalInt end = root.end(path);
    return end.isPresent() ? searchBelowRoot(path, below(path, end.getAsInt())) : OUTSIDE;
  }

  /**
   * Where what is below the root begins; a node container that begins in it belongs to it, unless
   * it may as well be the container of a workload.
   */
  private int below(CgroupPath path, int end) {
    if (withoutPods) {
      return end;
    }
    int index = 0;
    while (index < end) {
      index += Math.max(1, CgroupNames.node(path, index));
    }
    return index;
  }

  private Location searchBelowRoot(CgroupPath path, int from) {
    Location found = search(path, from, OUTSIDE);
    return withoutPods && found instanceof Location.Outside ? containerAlone(path, from) : found;
  }

  /**
   * A container that was given no parent: directly below the root, or where its runtime keeps such.
   * Nothing below it counts, for that may be the workload's choice; nor does it if we run below it
   * ourselves, so that it is our node.
   */
  private Location containerAlone(CgroupPath path, int from) {
    int index = CgroupNames.isParent(path, from) ? from + 1 : from;
    return CgroupNames.container(path.segment(index))
        .filter(id -> !readerIsBelow(path, index + 1))
        .<Location>map(Location.InContainer::new)
        .orElse(OUTSIDE);
  }

  private Location search(CgroupPath path, int from, Location otherwise) {
    int index = from;
    while (index < path.length()) {
      Optional<PodName> pod = names.pod(path.segment(index));
      if (pod.isPresent()) {
        return inPod(path, index, pod.get(), otherwise);
      }
      int node = CgroupNames.node(path, index);
      if (node > 0 && readerRunsIn(path, index + node)) {
        // The reader itself runs in this node, so it must not identify processes outside the node.
        return searchBelowRoot(path, index + node);
      }
      int frame = names.frame(path, index);
      if (frame == 0) {
        return otherwise;
      }
      index += frame;
    }
    return otherwise;
  }

  private Location inPod(CgroupPath path, int index, PodName pod, Location otherwise) {
    if (pod.container().isPresent()) {
      return new Location.InPod(pod.uid(), pod.container().get());
    }
    for (int next = index + 1; next < path.length(); next++) {
      Optional<ContainerId> container = CgroupNames.container(path.segment(next));
      if (container.isPresent()) {
        Location here = new Location.InPod(pod.uid(), container.get());
        return readerIsNodeBelow(path, next + 1) ? search(path, next + 1, here) : here;
      }
    }
    return otherwise;
  }

  /**
   * Whether the reader runs in that node; one that may be a workload's is none just by holding us.
   */
  private boolean readerRunsIn(CgroupPath path, int depth) {
    return withoutPods
        ? readerIsBelow(path, depth)
        : self.get().stream().anyMatch(own -> own.sharesWith(path, depth));
  }

  private boolean readerIsBelow(CgroupPath path, int depth) {
    return self.get().stream().anyMatch(own -> own.length() > depth && own.sharesWith(path, depth));
  }

  /**
   * Whether the container at a depth is the node that the reader serves, because the reader runs
   * below it in a node container or a pod. A reader that only shares a container with a process
   * does not serve that container as a node.
   */
  private boolean readerIsNodeBelow(CgroupPath path, int depth) {
    return path.length() > depth
        && self.get().stream()
            .anyMatch(own -> own.sharesWith(path, depth) && leadsToNodeOrPod(own, depth));
  }

  private boolean leadsToNodeOrPod(CgroupPath own, int from) {
    int index = from;
    while (index < own.length()) {
      if (CgroupNames.node(own, index) > 0 || names.pod(own.segment(index)).isPresent()) {
        return true;
      }
      int frame = names.frame(own, index);
      if (frame == 0) {
        return false;
      }
      index += frame;
    }
    return false;
  }
}
