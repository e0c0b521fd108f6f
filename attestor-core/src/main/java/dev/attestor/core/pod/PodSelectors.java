package dev.attestor.core.pod;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The selector table of the {@code k8s} workload attestor, with SPIRE's values. A field that the
 * kubelet leaves empty gives a selector with an empty value, such as {@code sa:} or {@code
 * pod-image:}.
 */
final class PodSelectors {

  private final Pod pod;

  // Racing threads may create them more than once, but always with the same value; so no lock is
  // needed.
  private volatile @Nullable Selectors ofPod;

  PodSelectors(Pod pod) {
    this.pod = pod;
  }

  /** Only pod selectors. */
  Selectors ofPod() {
    Selectors built = ofPod;
    if (built == null) {
      built = Selectors.of(podValues(pod));
      ofPod = built;
    }
    return built;
  }

  /** Pod and container selectors. All containers share the strings of the pod selectors. */
  Selectors of(Container container) {
    List<String> values = new ArrayList<>(ofPod().values());
    values.add("container-name:" + container.name());
    addImages(values, "container-image:", List.of(container));
    return Selectors.of(values);
  }

  private static List<String> podValues(Pod pod) {
    List<Container> regular = pod.containers(ContainerKind.REGULAR);
    List<Container> init = pod.containers(ContainerKind.INIT);
    List<String> values = new ArrayList<>();
    values.add("ns:" + pod.namespace());
    values.add("sa:" + pod.serviceAccount());
    values.add("node-name:" + pod.nodeName());
    values.add("pod-uid:" + pod.uid());
    values.add("pod-name:" + pod.name());
    values.add("pod-image-count:" + regular.size());
    values.add("pod-init-image-count:" + init.size());
    addImages(values, "pod-image:", regular);
    addImages(values, "pod-init-image:", init);
    pod.labels().forEach((key, value) -> values.add("pod-label:" + key + ":" + value));
    for (Owner owner : pod.owners()) {
      values.add("pod-owner:" + owner.kind() + ":" + owner.name());
      values.add("pod-owner-uid:" + owner.kind() + ":" + owner.uid());
    }
    return values;
  }

  private static void addImages(List<String> values, String prefix, List<Container> containers) {
    for (Container container : containers) {
      values.add(prefix + container.image());
      values.add(prefix + container.imageId());
    }
  }
}
