package dev.attestor.sigstore.registry;

import com.google.gson.JsonObject;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A manifest or an index.
 *
 * @param content the bytes; their digest identifies it
 * @param artifactType from the manifest or its config; empty if neither has it
 * @param layers the layers of a manifest; empty for an index
 * @param manifests the manifests of an index; empty for a manifest
 * @param subject the digest of the manifest that this one belongs to
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Manifest(
    byte[] content,
    String artifactType,
    List<Descriptor> layers,
    List<Descriptor> manifests,
    Optional<Digest> subject) {

  /** Copies the lists. */
  public Manifest {
    layers = List.copyOf(layers);
    manifests = List.copyOf(manifests);
  }

  static Manifest parse(byte[] content) throws BadJsonException {
    JsonObject json = Json.object(new String(content, StandardCharsets.UTF_8));
    Optional<JsonObject> config = Json.child(json, "config");
    String ofConfig = "";
    if (config.isPresent()) {
      ofConfig =
          Json.textOr(config.get(), "artifactType", Json.textOr(config.get(), "mediaType", ""));
    }
    Optional<JsonObject> subject = Json.child(json, "subject");
    return new Manifest(
        content,
        Json.textOr(json, "artifactType", ofConfig),
        descriptors(json, "layers"),
        descriptors(json, "manifests"),
        subject.isEmpty()
            ? Optional.empty()
            : Digest.parse(Json.textOr(subject.get(), "digest", "")));
  }

  private static List<Descriptor> descriptors(JsonObject json, String key) throws BadJsonException {
    List<Descriptor> found = new ArrayList<>();
    for (JsonObject each : Json.objects(json, key)) {
      found.add(Descriptor.of(each));
    }
    return found;
  }
}
