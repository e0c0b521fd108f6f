package dev.attestor.bench;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A kubelet with a single pod list, which is always fresh and contains every container. */
record OneList(PodIndex list) implements PodSource {

  @Override
  public CompletableFuture<PodIndex> fresh() {
    return CompletableFuture.completedFuture(list);
  }

  @Override
  public CompletableFuture<PodIndex> newerThan(PodIndex seen, Duration pause) {
    return new CompletableFuture<>();
  }

  @Override
  public boolean hasSeen(ContainerId container) {
    return true;
  }

  @Override
  public void close() {}
}
