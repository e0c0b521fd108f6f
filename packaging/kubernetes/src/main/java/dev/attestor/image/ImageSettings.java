package dev.attestor.image;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the images of all platforms have in common.
 *
 * @param base a reference, {@code tar://FILE}, or {@code scratch} for none
 * @param name the image's full name with its tag
 * @param time of every file, and of the image
 * @param annotations of the image, and its labels
 */
record ImageSettings(
    String base,
    String name,
    String version,
    Instant time,
    List<String> entrypoint,
    Map<String, String> annotations) {

  ImageSettings {
    entrypoint = List.copyOf(entrypoint);
    // In an order that is the same each time.
    annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
  }
}
