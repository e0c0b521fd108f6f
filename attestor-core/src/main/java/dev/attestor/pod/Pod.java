package dev.attestor.pod;

import dev.attestor.locate.PodUid;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What selectors need of a pod, and nothing else.
 *
 * @param serviceAccount empty if the pod names none
 * @param phase as the kubelet reports it, such as {@code Running}; empty if it reports none
 */
public record Pod(
    PodUid uid,
    String namespace,
    String name,
    String serviceAccount,
    String nodeName,
    String phase,
    Map<String, String> labels,
    List<Owner> owners,
    List<Container> containers) {

  private static final Set<String> TERMINAL = Set.of("Succeeded", "Failed");

  /** Copies the collections. */
  public Pod {
    labels = Map.copyOf(labels);
    owners = List.copyOf(owners);
    containers = List.copyOf(containers);
  }

  /**
   * Whether the pod is over. A pod that was evicted or ran out of its deadline is {@code Failed}
   * while its containers still stop: as long as one runs, the pod has not ended.
   */
  public boolean hasEnded() {
    return TERMINAL.contains(phase) && containers.stream().noneMatch(Container::running);
  }

  /** The containers of one kind, in the kubelet's order. */
  public List<Container> containers(ContainerKind kind) {
    return containers.stream().filter(c -> c.kind() == kind).toList();
  }

  /** The pod as people name it. */
  public String displayName() {
    return namespace + "/" + name;
  }
}
