package dev.attestor.core.attest;

import dev.attestor.core.pod.Placement;
import dev.attestor.core.pod.Selectors;
import dev.attestor.core.spi.NamespaceLabels;
import dev.attestor.core.spi.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Adds further selectors once the pod and container are found. */
final class ExtraSelectors {

  private final Optional<NamespaceLabels> namespaces;
  private final Optional<ImageCheck> images;

  ExtraSelectors(Ports ports) {
    this.namespaces = ports.namespaces();
    this.images = ports.images().map(ImageCheck::new);
  }

  /**
   * Returns all selectors, at once if nothing is added. If one part fails, the result fails. In
   * this case, and if the result is cancelled, the remaining parts are cancelled.
   */
  CompletableFuture<Selectors> complete(Placement placement) {
    if (namespaces.isEmpty() && images.isEmpty()) {
      return CompletableFuture.completedFuture(placement.selectors());
    }
    CompletableFuture<Map<String, String>> labels =
        namespaces
            .map(all -> all.of(placement.pod().namespace()))
            .orElseGet(() -> CompletableFuture.completedFuture(Map.of()));
    CompletableFuture<List<String>> signatures =
        images
            .map(check -> check.selectors(placement))
            .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
    return together(
        labels.thenCombine(
            signatures, (some, others) -> placement.selectorsWith(joined(values(some), others))),
        labels,
        signatures);
  }

  /** Ends with the first part that fails. No part keeps running after the result is complete. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callbacks' results are not needed.
  private static <T> CompletableFuture<T> together(
      CompletableFuture<T> whole, CompletableFuture<?>... parts) {
    for (CompletableFuture<?> part : parts) {
      part.whenComplete(
          (value, failure) -> {
            if (failure != null) {
              whole.completeExceptionally(failure);
            }
          });
    }
    whole.whenComplete(
        (value, failure) -> {
          for (CompletableFuture<?> part : parts) {
            part.cancel(false);
          }
        });
    return whole;
  }

  private static List<String> values(Map<String, String> labels) {
    List<String> values = new ArrayList<>();
    labels.forEach((key, value) -> values.add("ns-label:" + key + ":" + value));
    return values;
  }

  private static List<String> joined(List<String> some, List<String> others) {
    if (some.isEmpty() || others.isEmpty()) {
      return some.isEmpty() ? others : some;
    }
    List<String> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }
}
