package dev.attestor.core.pod;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks JSON objects and arrays with the types of the Kubernetes API; {@code null} counts as
 * missing. A value of another type is reported, skipped, and counts as missing; the walk continues
 * after it.
 */
final class JsonFields {

  /** Reads the value of the field; returns false to skip it. */
  @FunctionalInterface
  interface Field {
    boolean read(String name) throws IOException;
  }

  /** Reads one element of an array. */
  @FunctionalInterface
  interface Element {
    void read() throws IOException;
  }

  /** Receives values of the wrong type; may throw to end the walk. */
  @FunctionalInterface
  interface Mismatch {
    void found(String expected) throws IOException;
  }

  private final JsonReader in;
  private final BoundedTexts texts;
  private final Mismatch mismatch;

  JsonFields(JsonReader in, BoundedTexts texts, Mismatch mismatch) {
    this.in = in;
    this.texts = texts;
    this.mismatch = mismatch;
  }

  /** The same text with another receiver of mismatches. */
  JsonFields telling(Mismatch other) {
    return new JsonFields(in, texts, other);
  }

  JsonReader reader() {
    return in;
  }

  void object(Field field) throws IOException {
    if (!is(JsonToken.BEGIN_OBJECT, "an object")) {
      return;
    }
    in.beginObject();
    while (in.hasNext()) {
      if (!field.read(nextName())) {
        in.skipValue();
      }
    }
    in.endObject();
  }

  private String nextName() throws IOException {
    texts.begin();
    String name = in.nextName();
    texts.end();
    return name;
  }

  void array(Element element) throws IOException {
    if (!is(JsonToken.BEGIN_ARRAY, "an array")) {
      return;
    }
    in.beginArray();
    while (in.hasNext()) {
      element.read();
    }
    in.endArray();
  }

  /** A string; {@code null} reads as empty, as in the Go types of the Kubernetes API. */
  String text() throws IOException {
    if (!is(JsonToken.STRING, "a string")) {
      return "";
    }
    texts.begin();
    String text = in.nextString();
    texts.end();
    return isTooLong(text) ? tooLong() : text;
  }

  /** A boolean; null if it is missing. */
  @Nullable Boolean bool() throws IOException {
    return is(JsonToken.BOOLEAN, "true or false") ? in.nextBoolean() : null;
  }

  private boolean is(JsonToken expected, String what) throws IOException {
    JsonToken found = in.peek();
    if (found == expected) {
      return true;
    }
    if (found == JsonToken.NULL) {
      in.nextNull();
    } else {
      mismatch.found("expected %s at %s, found %s".formatted(what, in.getPath(), found));
      in.skipValue();
    }
    return false;
  }

  /** Whether a string exceeded the limit; see {@link BoundedTexts}. */
  boolean isTooLong(String text) {
    return text.length() > BoundedTexts.MAX_LENGTH;
  }

  private String tooLong() throws IOException {
    mismatch.found(
        "expected at most %s characters at %s".formatted(BoundedTexts.MAX_LENGTH, in.getPath()));
    return "";
  }
}
