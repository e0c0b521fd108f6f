package dev.attestor.kubernetes.objects;

import java.util.Optional;

/** What an entry of a list tells of an object. */
record ListedObject(String namespace, String name, String uid) {

  /** Empty if an aggregated API server names its object in a way that no URL can have. */
  Optional<ObjectKey> key() {
    try {
      return Optional.of(new ObjectKey(namespace, name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
