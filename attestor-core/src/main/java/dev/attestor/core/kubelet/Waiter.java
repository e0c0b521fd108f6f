package dev.attestor.core.kubelet;

import dev.attestor.core.pod.PodIndex;
import java.util.concurrent.CompletableFuture;

/**
 * A caller that waits for a list.
 *
 * @param requestedAfter lists asked for later than this will do
 * @param orYoung whether a younger list than the poll interval will do too
 * @param due when the caller wants the kubelet asked for its sake
 */
record Waiter(CompletableFuture<PodIndex> answer, long requestedAfter, boolean orYoung, long due) {

  boolean accepts(PodIndex list, long now, long maxAge) {
    return list.requestedAt() - requestedAfter > 0
        || (orYoung && now - list.requestedAt() < maxAge);
  }
}
