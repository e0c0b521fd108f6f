package dev.attestor.core.kubelet;

import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.PodIndex;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A caller that waits for a list.
 *
 * @param requestedAfter accepts lists requested after this time
 * @param seen also accepts this list with more changes; null: no other list
 * @param orYoung whether it also accepts a list that is younger than the poll interval
 * @param due when a request is due for this caller
 * @param expected a pod that is hinted at; also accepts a list that has it and half of its time
 *     before it. Null: a caller
 */
record Waiter(
    CompletableFuture<PodIndex> answer,
    long requestedAfter,
    @Nullable PodIndex seen,
    boolean orYoung,
    long due,
    @Nullable PodUid expected) {

  boolean accepts(PodIndex list, long now, long maxAge) {
    return list.requestedAt() - requestedAfter > 0
        || (orYoung && now - list.requestedAt() < maxAge)
        || (seen != null && list.isNewerThan(seen))
        || (expected != null && list.has(expected) && now - list.requestedAt() < maxAge / 2);
  }
}
