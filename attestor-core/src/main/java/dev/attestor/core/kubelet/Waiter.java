package dev.attestor.core.kubelet;

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
 * @param spare whether it gets only requests that no other caller needs
 */
record Waiter(
    CompletableFuture<PodIndex> answer,
    long requestedAfter,
    @Nullable PodIndex seen,
    boolean orYoung,
    long due,
    boolean spare) {

  boolean accepts(PodIndex list, long now, long maxAge) {
    return list.requestedAt() - requestedAfter > 0
        || (orYoung && now - list.requestedAt() < maxAge)
        || (seen != null && list.isNewerThan(seen));
  }
}
