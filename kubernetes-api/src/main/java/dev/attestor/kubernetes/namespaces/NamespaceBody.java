package dev.attestor.kubernetes.namespaces;

import com.google.gson.JsonObject;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Parses responses of the API server. The client's own model classes reject unknown fields, so they
 * would fail with API servers newer than the client.
 */
final class NamespaceBody {

  private NamespaceBody() {}

  /**
   * The labels of a {@code v1.Namespace}.
   *
   * @throws IOException if the text is not a namespace
   */
  static Map<String, String> labels(String text) throws IOException {
    try {
      JsonObject metadata = Json.required(Json.object(text), "metadata");
      JsonObject all = Json.child(metadata, "labels").orElseGet(JsonObject::new);
      Map<String, String> labels = new LinkedHashMap<>();
      for (String key : all.keySet()) {
        labels.put(key, Json.text(all, key));
      }
      return labels;
    } catch (BadJsonException e) {
      throw new IOException("its answer is not a namespace", e);
    }
  }

  /** The message of a {@code v1.Status}; empty if the text is something else. */
  static Optional<String> message(String text) {
    try {
      JsonObject status = Json.object(text);
      return status.has("message") ? Optional.of(Json.text(status, "message")) : Optional.empty();
    } catch (BadJsonException ignored) {
      return Optional.empty();
    }
  }
}
