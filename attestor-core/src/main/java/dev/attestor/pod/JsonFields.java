package dev.attestor.pod;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks JSON objects and arrays, with the types that the Kubernetes API promises and {@code null}
 * for "nothing".
 */
final class JsonFields {

  /** Reads the value of the field, or returns false to have it skipped unbuilt. */
  @FunctionalInterface
  interface Field {
    boolean read(String name) throws IOException;
  }

  /** Reads one element of an array. */
  @FunctionalInterface
  interface Element<T> {
    T read() throws IOException;
  }

  private JsonFields() {}

  static void object(JsonReader in, Field field) throws IOException {
    if (isNull(in)) {
      return;
    }
    in.beginObject();
    while (in.hasNext()) {
      if (!field.read(in.nextName())) {
        in.skipValue();
      }
    }
    in.endObject();
  }

  static <T> List<T> array(JsonReader in, Element<T> element) throws IOException {
    List<T> elements = new ArrayList<>();
    if (isNull(in)) {
      return elements;
    }
    in.beginArray();
    while (in.hasNext()) {
      elements.add(element.read());
    }
    in.endArray();
    return elements;
  }

  /** A string; {@code null} reads as empty, as in the Go types of the Kubernetes API. */
  static String text(JsonReader in) throws IOException {
    if (isNull(in)) {
      return "";
    }
    if (in.peek() != JsonToken.STRING) {
      throw new PodListFormatException(
          "expected a string at " + in.getPath() + ", found " + in.peek());
    }
    return in.nextString();
  }

  /** A boolean; null where the value is {@code null}. */
  static @Nullable Boolean truth(JsonReader in) throws IOException {
    if (isNull(in)) {
      return null;
    }
    if (in.peek() != JsonToken.BOOLEAN) {
      throw new PodListFormatException(
          "expected true or false at " + in.getPath() + ", found " + in.peek());
    }
    return in.nextBoolean();
  }

  private static boolean isNull(JsonReader in) throws IOException {
    if (in.peek() != JsonToken.NULL) {
      return false;
    }
    in.nextNull();
    return true;
  }
}
