package dev.attestor.core.pod;

import dev.attestor.core.locate.ContainerId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Where pod lists come from. Many callers share one request; a future fails with an {@link
 * dev.attestor.core.error.AttestationException} when there is no list. Cancelling a future
 * withdraws the wish for a list.
 */
public interface PodSource extends AutoCloseable {

  /** A list that is young enough to answer from, or was asked for after this call. */
  CompletableFuture<PodIndex> fresh();

  /**
   * A list that was asked for after a given one.
   *
   * @param seen the list that did not help
   * @param pause how long the caller is content to wait before the kubelet is asked again; another
   *     caller's request may serve it earlier, and the request budget may make it later
   */
  CompletableFuture<PodIndex> newerThan(PodIndex seen, Duration pause);

  /** Whether the newest list has a container, however old that list is; a hint, and no answer. */
  boolean hasSeen(ContainerId container);

  /** Ends all waiting with an error. */
  @Override
  void close();
}
