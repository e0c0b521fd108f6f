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
    CompletableFuture<Map<String, String>> labels = labels(placement.pod().namespace());
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

  /**
   * Returns all selectors of a pod alone.
   *
   * @param signed whether the images of all its containers must verify, if images must at all
   */
  CompletableFuture<Selectors> completePod(Placement pod, boolean signed) {
    CompletableFuture<Map<String, String>> labels = labels(pod.pod().namespace());
    CompletableFuture<Void> verified =
        images
            .filter(check -> signed)
            .map(check -> check.requireAll(pod.pod()))
            .orElseGet(() -> CompletableFuture.completedFuture(null));
    return together(
        labels.thenCombine(verified, (some, nothing) -> pod.selectorsWith(values(some))),
        labels,
        verified);
  }

  /** Returns the selectors of a namespace's labels; none if they are not configured. */
  CompletableFuture<List<String>> ofNamespace(String namespace) {
    return labels(namespace).thenApply(ExtraSelectors::values);
  }

  private CompletableFuture<Map<String, String>> labels(String namespace) {
    return namespaces
        .map(all -> all.of(namespace))
        .orElseGet(() -> CompletableFuture.completedFuture(Map.of()));
  }

  /** Ends with the first part that fails. No part keeps running after the result is complete. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callbacks' results are not needed.
  static <T> CompletableFuture<T> together(
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
