package dev.attestor.kubernetes.objects;

import java.util.Set;

/**
 * A type as the API server serves it.
 *
 * @param version the one that the group prefers among those that have this type
 * @param namespaced whether its objects are in namespaces
 * @param verbs what can be done with it, such as {@code get}
 */
public record ApiResource(
    ObjectType type, String version, String kind, boolean namespaced, Set<String> verbs) {

  /** Copies the verbs. */
  public ApiResource {
    verbs = Set.copyOf(verbs);
  }

  /** Group and version as objects have them: {@code apps/v1}, and {@code v1} for core objects. */
  public String apiVersion() {
    return type.apiGroup().isEmpty() ? version : type.apiGroup() + "/" + version;
  }

  /** The path of all its objects. */
  String path() {
    return root() + "/" + type.plural();
  }

  /** The path of one object. */
  String path(ObjectKey key) {
    String namespace = key.namespace().isEmpty() ? "" : "/namespaces/" + key.namespace();
    return root() + namespace + "/" + type.plural() + "/" + key.escapedName();
  }

  private String root() {
    return (type.apiGroup().isEmpty() ? "/api/" : "/apis/") + apiVersion();
  }
}
