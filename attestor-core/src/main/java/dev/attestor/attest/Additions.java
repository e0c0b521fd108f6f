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

  Additions(Ports ports) {
    this.namespaces = ports.namespaces();
  }

  /** All selectors; done at once where nothing is added. */
  CompletableFuture<Selectors> complete(Placement placement) {
    return namespaces
        .map(
            labels ->
                labels.of(placement.pod().namespace()).thenApply(found -> with(placement, found)))
        .orElseGet(() -> CompletableFuture.completedFuture(placement.selectors()));
  }

  private static Selectors with(Placement placement, Map<String, String> labels) {
    List<String> values = new ArrayList<>(placement.selectors().values());
    labels.forEach((key, value) -> values.add("ns-label:" + key + ":" + value));
    return Selectors.of(values);
  }
}
