package dev.attestor.image;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings that the images of all platforms share.
 *
 * @param base a reference, {@code tar://FILE}, or {@code scratch} for none
 * @param name the image's full name with its tag
 * @param time the time of every file and of the image
 * @param annotations annotations of the image, also used as its labels
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
    // Sorted, to be reproducible.
    annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
  }
}
