package dev.attestor.core.explain;

import dev.attestor.core.attest.Attestation;
import dev.attestor.core.event.Source;
import dev.attestor.core.explain.Explanation.Origin;
import dev.attestor.core.pod.Selectors;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** From which field of which witness each selector comes. */
final class SelectorOrigins {

  /** The fields of the pod in the kubelet's list, by the name of the selector. */
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("ns", "metadata.namespace"),
          Map.entry("sa", "spec.serviceAccountName"),
          Map.entry("node-name", "spec.nodeName"),
          Map.entry("pod-uid", "metadata.uid"),
          Map.entry("pod-name", "metadata.name"),
          Map.entry("pod-label", "metadata.labels"),
          Map.entry("pod-owner", "metadata.ownerReferences"),
          Map.entry("pod-owner-uid", "metadata.ownerReferences"),
          Map.entry("pod-image", "status.containerStatuses"),
          Map.entry("pod-image-count", "status.containerStatuses"),
          Map.entry("pod-init-image", "status.initContainerStatuses"),
          Map.entry("pod-init-image-count", "status.initContainerStatuses"),
          Map.entry("container-name", "the status of the container with this ID"),
          Map.entry("container-image", "the status of the container with this ID"));

  private SelectorOrigins() {}

  /**
   * The origin of each selector.
   *
   * @param source who named the container
   */
  static List<Origin> of(Attestation.InPod answer, Source source) {
    Selectors own = answer.placement().selectors();
    Set<String> listed = new HashSet<>(own.values());
    return answer.selectors().values().stream()
        .map(each -> new Origin(each, listed.contains(each) ? ofPod(each, source) : added(each)))
        .toList();
  }

  private static String ofPod(String selector, Source source) {
    int colon = selector.indexOf(':');
    String name = colon < 0 ? selector : selector.substring(0, colon);
    if (source.isRuntime() && name.startsWith("container-")) {
      return "the container runtime, which names a container that the pod declares";
    }
    String field = FIELDS.getOrDefault(name, "the pod");
    return source.isRuntime() && field.startsWith("status.")
        ? "the kubelet, %s; of this container the container runtime".formatted(field)
        : "the kubelet, " + field;
  }

  private static String added(String selector) {
    return selector.startsWith("ns-label:")
        ? "the API server, metadata.labels of the namespace"
        : "the verified signatures of the image";
  }
}
