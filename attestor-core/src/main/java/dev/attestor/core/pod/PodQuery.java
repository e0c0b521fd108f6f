package dev.attestor.core.pod;

import dev.attestor.core.locate.PodUid;
import java.util.Optional;

/**
 * How a caller names a pod: by namespace and name, by UID, or by both, which must then be those of
 * the same pod.
 *
 * @param name namespace and name; empty if only the UID counts
 * @param uid compared byte for byte; empty if only the name counts
 */
public record PodQuery(Optional<Name> name, Optional<PodUid> uid) {

  /** Namespace and name of a pod. */
  public record Name(String namespace, String name) {}

  /** Requires one of them. */
  public PodQuery {
    if (name.isEmpty() && uid.isEmpty()) {
      throw new IllegalArgumentException("expected a name or a UID");
    }
  }

  /** Whether it is this pod. */
  public boolean matches(Pod pod) {
    return name.map(each -> each.equals(new Name(pod.namespace(), pod.name()))).orElse(true)
        && uid.map(pod.uid()::equals).orElse(true);
  }

  /** Whether it is this pod, as far as its name is known. */
  boolean matches(RefusedPod pod) {
    return name.map(
                each ->
                    pod.name().equals(PodBuilder.printable(each.namespace() + "/" + each.name())))
            .orElse(true)
        && uid.map(pod.uid()::equals).orElse(true);
  }

  @Override
  public String toString() {
    return name.map(each -> each.namespace() + "/" + each.name())
        .orElseGet(() -> uid.map(PodUid::value).orElse(""));
  }
}
