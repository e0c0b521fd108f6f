package dev.attestor.kubernetes.objects;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What selectors need of an object.
 *
 * @param namespace empty for an object that is in none
 * @param uid empty if the server gives it none
 * @param tooLarge whether it has more labels and owners than an answer may have; it has none here
 */
public record ObjectMetadata(
    String namespace,
    String name,
    String uid,
    Map<String, String> labels,
    List<ObjectOwner> owners,
    boolean tooLarge) {

  /** Copies the collections. {@code Map.copyOf} would be slow for keys chosen to collide. */
  public ObjectMetadata {
    labels = Collections.unmodifiableMap(new HashMap<>(labels));
    owners = List.copyOf(owners);
  }

  boolean isNamed(ObjectKey key) {
    return namespace.equals(key.namespace()) && name.equals(key.name());
  }
}
