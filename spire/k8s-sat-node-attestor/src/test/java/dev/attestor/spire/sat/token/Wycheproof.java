package dev.attestor.spire.sat.token;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The test vectors of Project Wycheproof; a file beside them names their origin. */
final class Wycheproof {

  /** One vector: a token, a JSON Web Key or a set of them, and whether they match. */
  record Vector(int id, String group, String comment, JsonObject key, String token, boolean valid) {

    @Override
    public String toString() {
      return id + " " + group + " " + comment;
    }

    /** The key, or all of the set. */
    List<JsonObject> keys() {
      JsonElement set = key.get("keys");
      List<JsonObject> keys = new ArrayList<>();
      (set == null ? List.<JsonElement>of(key) : set.getAsJsonArray())
          .forEach(each -> keys.add(each.getAsJsonObject()));
      return keys;
    }

    /** Whether it needs a shared secret. */
    boolean symmetric() {
      return keys().stream().anyMatch(each -> each.get("kty").getAsString().equals("oct"));
    }

    /** The key as a set. */
    String jwks() {
      JsonArray keys = new JsonArray();
      keys().forEach(keys::add);
      JsonObject set = new JsonObject();
      set.add("keys", keys);
      return set.toString();
    }
  }

  private Wycheproof() {}

  static Stream<Vector> signatures() {
    return read("json_web_signature_test.json");
  }

  static Stream<Vector> keys() {
    return read("json_web_key_test.json");
  }

  private static Stream<Vector> read(String file) {
    List<Vector> vectors = new ArrayList<>();
    for (JsonElement element : parse(file).getAsJsonArray("testGroups")) {
      JsonObject group = element.getAsJsonObject();
      JsonObject key = group.getAsJsonObject(group.has("public") ? "public" : "private");
      for (JsonElement test : group.getAsJsonArray("tests")) {
        JsonObject vector = test.getAsJsonObject();
        vectors.add(
            new Vector(
                vector.get("tcId").getAsInt(),
                group.get("comment").getAsString(),
                vector.get("comment").getAsString(),
                key,
                vector.get("jws").getAsString(),
                vector.get("result").getAsString().equals("valid")));
      }
    }
    return vectors.stream();
  }

  private static JsonObject parse(String file) {
    String path = "/dev/attestor/spire/sat/wycheproof/" + file;
    try (InputStream in = Objects.requireNonNull(Wycheproof.class.getResourceAsStream(path))) {
      return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
