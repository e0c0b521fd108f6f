package dev.attestor.core.attest;

import dev.attestor.core.pod.Placement;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodQuery;
import dev.attestor.core.pod.PodSource;
import dev.attestor.core.pod.Selectors;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Pods that callers name, rather than a process in them. Whether a caller may ask is for others to
 * decide. Thread-safe; methods never block.
 */
public final class NamedPods {

  private final PodSource pods;
  private final ExtraSelectors extra;

  NamedPods(PodSource pods, ExtraSelectors extra) {
    this.pods = pods;
    this.extra = extra;
  }

  /**
   * The pod in the list that is at hand, or in a new one; empty if it is not there or has ended.
   */
  public CompletableFuture<Optional<Placement>> find(PodQuery query) {
    return pods.fresh().thenApply(list -> list.pod(query));
  }

  /** Like {@link #find}, but the pod may be younger than the list: then one more list is read. */
  public CompletableFuture<Optional<Placement>> await(PodQuery query) {
    return pods.fresh().thenCompose(list -> look(list, list, query));
  }

  /** Ends with the pod, or with a later list; one that only has more changes does not end it. */
  private CompletableFuture<Optional<Placement>> look(
      PodIndex list, PodIndex first, PodQuery query) {
    Optional<Placement> pod = list.pod(query);
    return pod.isPresent() || list.requestedAt() - first.requestedAt() > 0
        ? CompletableFuture.completedFuture(pod)
        : pods.newerThan(list, Duration.ZERO).thenCompose(newer -> look(newer, first, query));
  }

  /**
   * The selectors of a pod, and of its namespace if they are configured. Container selectors and
   * those of signatures are not among them.
   *
   * @param signed whether the images of all its containers must verify, if {@code sigstore} is
   *     configured
   */
  public CompletableFuture<Selectors> selectors(Placement pod, boolean signed) {
    return extra.completePod(pod, signed);
  }

  /** The selectors of a namespace's labels; none if they are not configured. */
  public CompletableFuture<List<String>> namespaceSelectors(String namespace) {
    return extra.ofNamespace(namespace);
  }
}
