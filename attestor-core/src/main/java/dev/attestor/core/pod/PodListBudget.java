package dev.attestor.core.pod;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the pods of a list within the memory budget for all of them. If they exceed it, the
 * largest are refused until the others fit, so large pods cannot crowd out smaller ones. Pods that
 * have ended are refused first.
 */
public final class PodListBudget {

  private static final int MAX_NAMELESS = 10;

  private final List<Kept> all = new ArrayList<>();
  private final List<String> nameless = new ArrayList<>();
  private final PriorityQueue<Kept> largest =
      new PriorityQueue<>(
          Comparator.comparing(Kept::isEnded)
              .thenComparingLong(Kept::bytes)
              .thenComparingInt(Kept::number)
              .reversed());
  private final Map<PodUid, Kept> byUid = new HashMap<>();
  private long total;

  /** Begins an empty list. */
  public PodListBudget() {}

  /** A pod, or the remains of a refused one. */
  private static final class Kept {
    private final int number;
    private @Nullable Pod pod;
    private @Nullable RefusedPod refused;
    private long bytes;

    Kept(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    long bytes() {
      return bytes;
    }

    boolean isEnded() {
      return pod != null && pod.hasEnded();
    }
  }

  /** Removes what was added last of a pod. */
  void remove(PodUid uid) {
    Kept kept = byUid.remove(uid);
    if (kept != null) {
      largest.remove(kept);
      total -= kept.bytes;
      kept.bytes = 0;
      kept.pod = null;
      kept.refused = null;
    }
  }

  void add(Pod pod, long bytes) throws PodListFormatException {
    Kept kept = new Kept(all.size());
    kept.pod = pod;
    kept.bytes = bytes;
    byUid.put(pod.uid(), kept);
    add(kept);
  }

  void add(RefusedPod pod) throws PodListFormatException {
    Kept kept = new Kept(all.size());
    kept.refused = pod;
    kept.bytes = PodBudget.refused(pod);
    byUid.put(pod.uid(), kept);
    add(kept);
  }

  /** Adds an entry that names no pod. */
  void addNameless(String why) {
    if (nameless.size() < MAX_NAMELESS) {
      nameless.add(why);
    }
  }

  private void add(Kept kept) throws PodListFormatException {
    all.add(kept);
    largest.add(kept);
    total += kept.bytes;
    while (total > PodBudget.MAX_LIST) {
      Kept most = largest.poll();
      if (most == null) {
        throw new PodListFormatException(
            "the list names more pods than fit into %s bytes".formatted(PodBudget.MAX_LIST));
      }
      reduce(most);
    }
  }

  private void reduce(Kept most) {
    total -= most.bytes;
    Pod pod = most.pod;
    if (pod != null) {
      most.refused =
          new RefusedPod(
              pod.uid(), PodBuilder.printable(pod.displayName()), reason(most.bytes), ids(pod));
      most.pod = null;
    } else if (most.refused != null) {
      most.refused = most.refused.withoutContainers();
    }
    RefusedPod refused = most.refused;
    if (refused != null) {
      most.bytes = PodBudget.refused(refused);
      if (!refused.containers().isEmpty()) {
        largest.add(most);
      }
    }
    total += most.bytes;
  }

  private static String reason(long bytes) {
    return ("all pods of this node together take more memory than the %s MiB that they may, and this one"
            + " is among the largest (%s KiB); it needs fewer labels, owners, containers or shorter"
            + " image names")
        .formatted(PodBudget.MAX_LIST >> 20, bytes >> 10);
  }

  private static Set<ContainerId> ids(Pod pod) {
    Set<ContainerId> ids = new HashSet<>();
    for (Container container : pod.containers()) {
      if (container.id() != null && ids.size() < PodBudget.MAX_REFUSED_CONTAINERS) {
        ids.add(container.id());
      }
    }
    return ids;
  }

  /** The memory of all that is kept. */
  public long bytes() {
    return total;
  }

  /** The list of all that was added. */
  public PodList list() {
    List<Pod> pods = new ArrayList<>();
    List<Pod> ended = new ArrayList<>();
    List<RefusedPod> refused = new ArrayList<>();
    for (Kept kept : all) {
      if (kept.refused != null) {
        refused.add(kept.refused);
      } else if (kept.pod != null) {
        (kept.pod.hasEnded() ? ended : pods).add(kept.pod);
      }
    }
    return new PodList(pods, ended, refused, nameless);
  }
}
