package dev.attestor.core.kubelet;

import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodIndex;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last changes that the kubelet told of, for lists that were requested before them. Bounded in
 * memory: the oldest are dropped, and the next list has them. Not thread-safe; its owner locks.
 */
final class RecentChanges {

  /** Some 250 ordinary pods. */
  static final long MAX_BYTES = 2 << 20;

  private final Map<PodUid, Change> changes = new LinkedHashMap<>();
  private long total;

  private record Change(Pod pod, long at, long bytes) {}

  /** Notes a change; the last one of each pod counts. */
  void add(Pod pod, long at, long bytes) {
    remove(changes.remove(pod.uid()));
    changes.put(pod.uid(), new Change(pod, at, bytes));
    total += bytes;
    Iterator<Change> oldest = changes.values().iterator();
    while (total > MAX_BYTES && oldest.hasNext()) {
      total -= oldest.next().bytes();
      oldest.remove();
    }
  }

  /** Forgets the last change of a pod. */
  void forget(PodUid pod) {
    remove(changes.remove(pod));
  }

  private void remove(@Nullable Change change) {
    total -= change == null ? 0 : change.bytes();
  }

  /** Adds the changes since a list was requested to it, and forgets those before. */
  PodIndex applyTo(PodIndex list) {
    PodIndex all = list;
    for (Iterator<Change> each = changes.values().iterator(); each.hasNext(); ) {
      Change change = each.next();
      if (change.at() - list.requestedAt() < 0) {
        each.remove();
        total -= change.bytes();
      } else {
        all = all.with(change.pod(), change.at());
      }
    }
    return all;
  }

  /** The memory of all changes. */
  long bytes() {
    return total;
  }
}
