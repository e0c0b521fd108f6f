package dev.attestor.kubernetes.reviews;

import com.google.gson.JsonObject;

/**
 * What somebody would do.
 *
 * @param group the API group; empty for core objects
 * @param namespace empty for an object that is in none, or for all namespaces
 * @param name empty for all names
 */
public record Action(String verb, String group, String resource, String namespace, String name) {

  /** The attributes as {@code authorization.k8s.io/v1} has them. */
  JsonObject attributes() {
    JsonObject attributes = new JsonObject();
    attributes.addProperty("verb", verb);
    attributes.addProperty("group", group);
    attributes.addProperty("resource", resource);
    attributes.addProperty("namespace", namespace);
    attributes.addProperty("name", name);
    return attributes;
  }

  /** The right that allows it, as messages have it. */
  @Override
  public String toString() {
    return "\"%s\" on \"%s\"".formatted(verb, group.isEmpty() ? resource : resource + "." + group);
  }
}
