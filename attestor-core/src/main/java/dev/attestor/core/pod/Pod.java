package dev.attestor.core.pod;

import dev.attestor.core.locate.PodUid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parts of a pod that selectors need.
 *
 * @param serviceAccount empty if the pod names none
 * @param phase as the kubelet reports it, such as {@code Running}; empty if it reports none
 * @param reason why it is in that phase, such as {@code Evicted}; usually empty
 * @param declared the containers in the spec
 * @param containers the containers in the status; empty before the kubelet's first report
 */
public record Pod(
    PodUid uid,
    String namespace,
    String name,
    String serviceAccount,
    String nodeName,
    String phase,
    String reason,
    Map<String, String> labels,
    List<Owner> owners,
    List<DeclaredContainer> declared,
    List<Container> containers) {

  private static final Set<String> TERMINAL = Set.of("Succeeded", "Failed");

  /**
   * Copies the collections. Whoever makes a pod chooses the keys of its labels: {@link Map#copyOf}
   * would look for each among all that have its hash.
   */
  public Pod {
    labels = Collections.unmodifiableMap(new HashMap<>(labels));
    owners = List.copyOf(owners);
    declared = List.copyOf(declared);
    containers = List.copyOf(containers);
  }

  /** A pod whose phase has no reason. */
  public Pod(
      PodUid uid,
      String namespace,
      String name,
      String serviceAccount,
      String nodeName,
      String phase,
      Map<String, String> labels,
      List<Owner> owners,
      List<DeclaredContainer> declared,
      List<Container> containers) {
    this(
        uid,
        namespace,
        name,
        serviceAccount,
        nodeName,
        phase,
        "",
        labels,
        owners,
        declared,
        containers);
  }

  /**
   * Whether the pod has ended. A pod that was evicted or exceeded its deadline is {@code Failed}
   * while its containers still stop; while one of them runs, the pod has not ended.
   */
  public boolean hasEnded() {
    return TERMINAL.contains(phase) && containers.stream().noneMatch(Container::running);
  }

  /** The containers of one kind, in the kubelet's order. */
  public List<Container> containers(ContainerKind kind) {
    return containers.stream().filter(c -> c.kind() == kind).toList();
  }

  /** The declared container with a name; names are unique in a pod. */
  public Optional<DeclaredContainer> declared(String name) {
    return declared.stream().filter(container -> container.name().equals(name)).findFirst();
  }

  /** Whether the status has an ID of each declared container. */
  public boolean hasStartedWhole() {
    return !declared.isEmpty()
        && declared.stream()
            .allMatch(
                each ->
                    containers.stream()
                        .anyMatch(
                            c ->
                                c.id() != null
                                    && c.kind() == each.kind()
                                    && c.name().equals(each.name())));
  }

  /**
   * The pod as the kubelet will report it after it has seen a container start: with this container
   * added in its place, and the others unchanged or, before the first report, as the first report
   * will list them.
   */
  Pod withStarted(Container started) {
    List<Container> others = new ArrayList<>();
    for (DeclaredContainer each : declared) {
      if (!each.name().equals(started.name())) {
        others.add(reported(each));
      }
    }
    others.add(started);
    return new Pod(
        uid,
        namespace,
        name,
        serviceAccount,
        nodeName,
        phase,
        reason,
        labels,
        owners,
        declared,
        others);
  }

  private Container reported(DeclaredContainer container) {
    return containers.stream()
        .filter(c -> c.kind() == container.kind() && c.name().equals(container.name()))
        .findFirst()
        .orElseGet(
            () ->
                new Container(
                    container.kind(), container.name(), container.image(), "", null, false));
  }

  /** This pod with what another entry of it says of its containers. */
  Pod withContainersOf(Pod other) {
    return new Pod(
        uid,
        namespace,
        name,
        serviceAccount,
        nodeName,
        other.phase,
        other.reason,
        labels,
        owners,
        declared,
        other.containers);
  }

  /** The name of the pod for people. */
  public String displayName() {
    return namespace + "/" + name;
  }
}
