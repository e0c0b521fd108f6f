package dev.attestor.core.attest;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodSource;
import dev.attestor.core.spi.ImageVerifier;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Pod lists that report new images to the image verifier, so that signatures are verified before a
 * workload asks.
 */
final class PrefetchingPodSource implements PodSource {

  private final PodSource pods;
  private final ImageVerifier verifier;

  private volatile @Nullable PodIndex last;
  // Guarded by this.
  private Set<String> shown = Set.of();

  PrefetchingPodSource(PodSource pods, ImageVerifier verifier) {
    this.pods = pods;
    this.verifier = verifier;
  }

  @Override
  public CompletableFuture<PodIndex> fresh() {
    return watched(pods.fresh());
  }

  @Override
  public CompletableFuture<PodIndex> newerThan(PodIndex seen, Duration pause) {
    return watched(pods.newerThan(seen, pause));
  }

  @Override
  public CompletableFuture<PodIndex> expect(PodUid pod) {
    return watched(pods.expect(pod));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The callback only informs the verifier.
  private CompletableFuture<PodIndex> watched(CompletableFuture<PodIndex> list) {
    if (list.isDone() && !list.isCompletedExceptionally() && list.join().equals(last)) {
      return list;
    }
    list.thenAccept(this::tell);
    // Return the source's own future: cancelling it must withdraw the request.
    return list;
  }

  private synchronized void tell(PodIndex list) {
    PodIndex previous = last;
    if (previous != null && list.requestedAt() - previous.requestedAt() <= 0) {
      return;
    }
    Set<String> images = list.imageIds();
    images.stream().filter(image -> !shown.contains(image)).forEach(verifier::expect);
    shown = images;
    last = list;
  }

  @Override
  public boolean hasSeen(ContainerId container) {
    return pods.hasSeen(container);
  }

  @Override
  public void close() {
    pods.close();
  }
}
