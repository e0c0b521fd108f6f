package dev.attestor.kubernetes;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts YAML values to JSON. In YAML, a list can contain itself, so the size is limited. */
final class YamlJson {

  private static final int MAX_VALUES = 10_000;

  private int values;

  private YamlJson() {}

  /**
   * Converts the value to JSON; scalars that JSON lacks become strings.
   *
   * @throws IllegalArgumentException if it has more than 10,000 values
   */
  static JsonElement of(@Nullable Object value) {
    return new YamlJson().convert(value);
  }

  private JsonElement convert(@Nullable Object value) {
    values++;
    if (values > MAX_VALUES) {
      throw new IllegalArgumentException("more than %s values".formatted(MAX_VALUES));
    }
    if (value instanceof Map<?, ?> map) {
      JsonObject object = new JsonObject();
      map.forEach((key, inner) -> object.add(String.valueOf(key), convert(inner)));
      return object;
    }
    if (value instanceof Iterable<?> items) {
      JsonArray array = new JsonArray();
      items.forEach(item -> array.add(convert(item)));
      return array;
    }
    if (value instanceof Number number) {
      return new JsonPrimitive(number);
    }
    if (value instanceof Boolean bool) {
      return new JsonPrimitive(bool);
    }
    return value == null ? JsonNull.INSTANCE : new JsonPrimitive(value.toString());
  }
}
