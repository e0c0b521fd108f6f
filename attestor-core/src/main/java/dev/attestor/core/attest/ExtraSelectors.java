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

/** What is added to the selectors of a pod and container once they are found. */
final class ExtraSelectors {

  private final Optional<NamespaceLabels> namespaces;
  private final Optional<ImageCheck> images;

  ExtraSelectors(Ports ports) {
    this.namespaces = ports.namespaces();
    this.images = ports.images().map(ImageCheck::new);
  }

  /**
   * All selectors; done at once where nothing is added. A failure of one part fails the whole, and
   * so does cancelling it; the parts that are still under way are cancelled then.
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

  /** The whole ends with the first part that fails, and no part outlives the whole. */
  @SuppressWarnings("FutureReturnValueIgnored") // The hooks report nothing.
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
