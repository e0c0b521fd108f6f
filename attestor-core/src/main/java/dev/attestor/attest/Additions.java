package dev.attestor.attest;

import dev.attestor.pod.Placement;
import dev.attestor.pod.Selectors;
import dev.attestor.spi.NamespaceLabels;
import dev.attestor.spi.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What is added to the selectors of a pod and container once they are found. */
final class Additions {

  private final Optional<NamespaceLabels> namespaces;
  private final Optional<ImageCheck> images;

  Additions(Ports ports) {
    this.namespaces = ports.namespaces();
    this.images = ports.images().map(ImageCheck::new);
  }

  /** All selectors; done at once where nothing is added. */
  CompletableFuture<Selectors> complete(Placement placement) {
    if (namespaces.isEmpty() && images.isEmpty()) {
      return CompletableFuture.completedFuture(placement.selectors());
    }
    CompletableFuture<List<String>> labels = labels(placement);
    CompletableFuture<List<String>> signatures =
        images
            .map(check -> check.selectors(placement))
            .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
    return labels.thenCombine(
        signatures, (some, others) -> placement.selectorsWith(joined(some, others)));
  }

  private CompletableFuture<List<String>> labels(Placement placement) {
    return namespaces
        .map(all -> all.of(placement.pod().namespace()).thenApply(Additions::values))
        .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
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
