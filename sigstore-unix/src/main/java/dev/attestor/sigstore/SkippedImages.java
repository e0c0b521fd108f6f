package dev.attestor.sigstore;

import dev.attestor.sigstore.registry.ImageReference;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The images that need no signature, configured as a full image ID or as a digest. Tags are
 * ignored.
 */
final class SkippedImages {

  private final Set<String> names;

  SkippedImages(Set<String> configured) {
    this.names =
        configured.stream().map(SkippedImages::normal).collect(Collectors.toUnmodifiableSet());
  }

  boolean contains(String imageId) {
    if (names.isEmpty()) {
      return false;
    }
    String normal = normal(imageId);
    return names.contains(normal) || names.contains(normal.substring(normal.indexOf('@') + 1));
  }

  private static String normal(String name) {
    return ImageReference.parse(name)
        .map(ImageReference::toString)
        .orElseGet(() -> name.substring(name.indexOf("://") < 0 ? 0 : name.indexOf("://") + 3));
  }
}
