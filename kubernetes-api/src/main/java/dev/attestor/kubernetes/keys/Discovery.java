package dev.attestor.kubernetes.keys;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.attestor.input.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * What matters of an issuer's discovery document, OpenID Connect Discovery 1.0 section 3.
 *
 * @param keys the address of the key set
 */
record Discovery(String issuer, String keys) {

  private static final String ISSUER = "issuer";
  private static final String KEYS = "jwks_uri";
  private static final int MAX_DEPTH = 32;

  /**
   * Parses a document, strictly by RFC 8259. Ignores other members.
   *
   * @param place where it was read
   * @throws KeyPublisherException if it is not JSON, or does not name both once
   */
  static Discovery parse(URI place, String text) throws KeyPublisherException {
    Map<String, String> found = new HashMap<>();
    try (JsonReader in = Json.reader(new StringReader(text), MAX_DEPTH)) {
      in.beginObject();
      while (in.hasNext()) {
        String name = in.nextName();
        if (!name.equals(ISSUER) && !name.equals(KEYS)) {
          in.skipValue();
        } else if (in.peek() != JsonToken.STRING
            || found.putIfAbsent(name, in.nextString()) != null) {
          throw unusable(place, null);
        }
      }
      in.endObject();
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw unusable(place, null);
      }
    } catch (KeyPublisherException e) {
      throw e;
    } catch (IOException | IllegalStateException e) {
      throw unusable(place, e);
    }
    if (found.size() < 2) {
      throw unusable(place, null);
    }
    return new Discovery(found.getOrDefault(ISSUER, ""), found.getOrDefault(KEYS, ""));
  }

  private static KeyPublisherException unusable(
      URI place, @org.jspecify.annotations.Nullable Exception cause) {
    return new KeyPublisherException(
        "\"%s\" is not a discovery document, expected a JSON object with one \"issuer\" and one \"jwks_uri\""
            .formatted(place),
        cause);
  }
}
