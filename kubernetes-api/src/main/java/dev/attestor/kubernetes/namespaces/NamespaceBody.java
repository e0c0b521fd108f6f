package dev.attestor.kubernetes.namespaces;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
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
      JsonObject metadata =
          JsonParser.parseString(text).getAsJsonObject().getAsJsonObject("metadata");
      if (metadata == null) {
        throw new IOException("its answer is not a namespace");
      }
      Map<String, String> labels = new LinkedHashMap<>();
      JsonElement all = metadata.get("labels");
      if (all != null && !all.isJsonNull()) {
        all.getAsJsonObject().asMap().forEach((key, value) -> labels.put(key, value.getAsString()));
      }
      return labels;
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | UnsupportedOperationException e) {
      throw new IOException("its answer is not a namespace", e);
    }
  }

  /** The message of a {@code v1.Status}; empty if the text is something else. */
  static Optional<String> message(String text) {
    try {
      JsonElement message = JsonParser.parseString(text).getAsJsonObject().get("message");
      return message == null || !message.isJsonPrimitive()
          ? Optional.empty()
          : Optional.of(message.getAsString());
    } catch (JsonParseException | IllegalStateException ignored) {
      return Optional.empty();
    }
  }
}
