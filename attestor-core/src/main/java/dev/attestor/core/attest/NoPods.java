package dev.attestor.core.attest;

import dev.attestor.core.error.RefusedException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** No pods, because nobody may ask the kubelet. */
final class NoPods implements PodSource {

  @Override
  public CompletableFuture<PodIndex> fresh() {
    return CompletableFuture.failedFuture(
        new RefusedException(
            "nobody asks the kubelet (disable_kubelet_client = true), so nothing is known of the pods"
                + " of this node"));
  }

  @Override
  public CompletableFuture<PodIndex> newerThan(PodIndex seen, Duration pause) {
    return fresh();
  }

  @Override
  public boolean hasSeen(ContainerId container) {
    return false;
  }

  @Override
  public void close() {}
}
