package dev.attestor.core.pod;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A source of pod lists. Many callers share one request. A future fails with an {@link
 * dev.attestor.core.error.AttestationException} if there is no list. Cancelling a future withdraws
 * its request.
 */
public interface PodSource extends AutoCloseable {

  /** A list that is fresh enough to answer from, or that was requested after this call. */
  CompletableFuture<PodIndex> fresh();

  /**
   * A list that was requested after a given one.
   *
   * @param seen the list that was not sufficient
   * @param pause how long the caller can wait before the kubelet is asked again; a request of
   *     another caller may answer earlier, and the request budget may cause more delay
   */
  CompletableFuture<PodIndex> newerThan(PodIndex seen, Duration pause);

  /**
   * A list for a pod whose processes will be attested soon. Not for callers that wait: requests are
   * sent only as far as callers do not need them, apart from one for each pod that is new on a
   * list.
   */
  default CompletableFuture<PodIndex> expect(PodUid pod) {
    return fresh();
  }

  /** Whether the newest list, however old, contains a container. Only a hint, not an answer. */
  boolean hasSeen(ContainerId container);

  /** Fails all pending futures. */
  @Override
  void close();
}
