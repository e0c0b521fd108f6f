package dev.attestor.sigstore.registry;

import com.google.gson.JsonObject;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.attestor.input.text.ForeignText;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * A manifest's description of a piece of content: the OCI image specification's "descriptor".
 *
 * @param artifactType empty if there is none
 */
public record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    String artifactType,
    Map<String, String> annotations) {

  /**
   * Copies the annotations. A registry chooses their keys; {@link Map#copyOf} would become slow
   * with colliding hashes.
   */
  public Descriptor {
    annotations = Collections.unmodifiableMap(new HashMap<>(annotations));
  }

  static Descriptor of(JsonObject json) throws BadJsonException {
    String digest = Json.text(json, "digest");
    return new Descriptor(
        Json.textOr(json, "mediaType", ""),
        Digest.parse(digest)
            .orElseThrow(
                () ->
                    new BadJsonException(
                        "digest is \"%s\", expected sha256:<hex>"
                            .formatted(ForeignText.quoted(digest)))),
        Json.whole(json, "size"),
        Json.textOr(json, "artifactType", ""),
        Json.texts(json, "annotations"));
  }
}
