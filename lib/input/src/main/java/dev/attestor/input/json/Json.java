package dev.attestor.input.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads JSON strictly by RFC 8259; every error names the field. */
public final class Json {

  private static final int MAX_DEPTH = 255;

  private Json() {}

  /** Parses one object with nothing after it. */
  public static JsonObject object(String text) throws BadJsonException {
    JsonElement root = parse(text);
    if (!root.isJsonObject()) {
      throw new BadJsonException("expected a JSON object");
    }
    return root.getAsJsonObject();
  }

  /**
   * One or more objects, one after another, and nothing else. A complaint names the line and quotes
   * nothing.
   */
  public static List<JsonObject> sequence(String text) throws BadJsonException {
    return JsonSequence.read(text);
  }

  /** Parses one array of objects with nothing after it. */
  public static List<JsonObject> array(String text) throws BadJsonException {
    JsonElement root = parse(text);
    if (!root.isJsonArray()) {
      throw new BadJsonException("expected a JSON array");
    }
    return objects("the array", root.getAsJsonArray());
  }

  /**
   * A reader that rejects all that is not JSON. Check at the end of the value that the text ends,
   * too.
   *
   * @param maxDepth how many levels arrays and objects may have
   */
  @SuppressForbidden(reason = "sets the strictness")
  public static JsonReader reader(Reader text, int maxDepth) {
    JsonReader reader = new JsonReader(text);
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(maxDepth);
    return reader;
  }

  @SuppressForbidden(reason = "keeps the strictness of the reader")
  private static JsonElement parse(String text) throws BadJsonException {
    JsonReader reader = reader(new StringReader(text), MAX_DEPTH);
    try {
      JsonElement root = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new BadJsonException("expected the end of the text after the JSON value");
      }
      return root;
    } catch (IOException | JsonParseException | IllegalStateException e) {
      throw new BadJsonException("the text is not JSON", e);
    }
  }

  /** A required string. */
  public static String text(JsonObject json, String key) throws BadJsonException {
    JsonElement value = json.get(key);
    if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw new BadJsonException("expected a string \"%s\"".formatted(key));
    }
    return value.getAsString();
  }

  /** A string, or a default if it is missing. */
  public static String textOr(JsonObject json, String key, String otherwise)
      throws BadJsonException {
    return isAbsent(json, key) ? otherwise : text(json, key);
  }

  /** A required non-negative integer of at most 64 bits. */
  public static long whole(JsonObject json, String key) throws BadJsonException {
    JsonElement value = json.get(key);
    try {
      if (value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
        long number = value.getAsBigDecimal().longValueExact();
        if (number >= 0) {
          return number;
        }
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw new BadJsonException("expected a whole number \"%s\"".formatted(key), e);
    }
    throw new BadJsonException("expected a whole number \"%s\"".formatted(key));
  }

  /** An optional object. */
  public static Optional<JsonObject> child(JsonObject json, String key) throws BadJsonException {
    if (isAbsent(json, key)) {
      return Optional.empty();
    }
    if (!json.get(key).isJsonObject()) {
      throw new BadJsonException("expected an object \"%s\"".formatted(key));
    }
    return Optional.of(json.getAsJsonObject(key));
  }

  /** A required object. */
  public static JsonObject required(JsonObject json, String key) throws BadJsonException {
    return child(json, key)
        .orElseThrow(() -> new BadJsonException("expected an object \"%s\"".formatted(key)));
  }

  /** An array of objects; empty if it is missing. */
  public static List<JsonObject> objects(JsonObject json, String key) throws BadJsonException {
    return isAbsent(json, key) ? List.of() : objects("\"" + key + "\"", array(json, key));
  }

  private static List<JsonObject> objects(String what, JsonArray array) throws BadJsonException {
    List<JsonObject> found = new ArrayList<>();
    for (JsonElement each : array) {
      if (!each.isJsonObject()) {
        throw new BadJsonException("expected only objects in " + what);
      }
      found.add(each.getAsJsonObject());
    }
    return found;
  }

  /** An array of strings; empty if it is missing. */
  public static List<String> strings(JsonObject json, String key) throws BadJsonException {
    List<String> found = new ArrayList<>();
    if (!isAbsent(json, key)) {
      for (JsonElement each : array(json, key)) {
        if (!each.isJsonPrimitive() || !each.getAsJsonPrimitive().isString()) {
          throw new BadJsonException("expected only strings in \"%s\"".formatted(key));
        }
        found.add(each.getAsString());
      }
    }
    return found;
  }

  private static JsonArray array(JsonObject json, String key) throws BadJsonException {
    if (!json.get(key).isJsonArray()) {
      throw new BadJsonException("expected an array \"%s\"".formatted(key));
    }
    return json.getAsJsonArray(key);
  }

  /** An object with string values; empty if it is missing. Other values are ignored. */
  public static Map<String, String> texts(JsonObject json, String key) throws BadJsonException {
    Map<String, String> found = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> each :
        child(json, key).map(JsonObject::asMap).orElse(Map.of()).entrySet()) {
      if (each.getValue().isJsonPrimitive() && each.getValue().getAsJsonPrimitive().isString()) {
        found.put(each.getKey(), each.getValue().getAsString());
      }
    }
    return found;
  }

  private static boolean isAbsent(JsonObject json, String key) {
    return !json.has(key) || json.get(key).isJsonNull();
  }
}
