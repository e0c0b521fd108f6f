package dev.attestor.input.json;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Walks JSON with the types of the Kubernetes API while it arrives, and keeps only what is asked
 * for; {@code null} counts as missing. A value of another type is reported, skipped, and counts as
 * missing; the walk continues after it. Names and strings are limited in length, see {@link
 * BoundedTexts}.
 */
public final class JsonFields {

  /** The depth limit of Go's JSON decoder: other programs choose the nesting. */
  private static final int MAX_DEPTH = 10_000;

  private final JsonReader in;
  private final BoundedTexts texts;
  private final Mismatch mismatch;

  private JsonFields(JsonReader in, BoundedTexts texts, Mismatch mismatch) {
    this.in = in;
    this.texts = texts;
    this.mismatch = mismatch;
  }

  /** Reads the value of the field; returns false to skip it. */
  @FunctionalInterface
  public interface Field {
    /** Reads it. */
    boolean read(String name) throws IOException;
  }

  /** Reads one element of an array. */
  @FunctionalInterface
  public interface Element {
    /** Reads it. */
    void read() throws IOException;
  }

  /** Receives values of the wrong type; may throw to end the walk. */
  @FunctionalInterface
  public interface Mismatch {
    /** The text says what was expected and found, and where; parts of it are foreign. */
    void found(String expected) throws IOException;
  }

  /** A walk that begins at the first value of the body, which must be UTF-8. */
  public static JsonFields of(InputStream body, Mismatch mismatch) {
    // A strict decoder: the default one would replace malformed bytes instead of rejecting them.
    BoundedTexts texts =
        new BoundedTexts(new InputStreamReader(body, StandardCharsets.UTF_8.newDecoder()));
    return new JsonFields(Json.reader(texts, MAX_DEPTH), texts, mismatch);
  }

  /**
   * Reads the object that the whole body is. A value of another type than the expected one is an
   * error.
   *
   * @param reader gives what reads the fields of the object
   * @throws IOException if the body breaks off, or is not such an object; quotes nothing
   */
  public static void readObject(InputStream body, Function<JsonFields, Field> reader)
      throws IOException {
    JsonFields fields =
        of(
            body,
            expected -> {
              throw new MalformedJsonException(expected);
            });
    try {
      if (fields.in.peek() != JsonToken.BEGIN_OBJECT) {
        throw new MalformedJsonException("expected an object");
      }
      fields.object(reader.apply(fields));
      if (!fields.isAtEnd()) {
        throw new MalformedJsonException("expected the end of the text after the object");
      }
    } catch (MalformedJsonException | EOFException | IllegalStateException e) {
      // Their messages contain parts of the text.
      throw new MalformedJsonException("the text is not an object of the expected form", e);
    }
  }

  /** The same text with another receiver of mismatches. */
  public JsonFields telling(Mismatch other) {
    return new JsonFields(in, texts, other);
  }

  /** Reads the fields of an object. */
  public void object(Field field) throws IOException {
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

  /** Reads the elements of an array. */
  public void array(Element element) throws IOException {
    if (!is(JsonToken.BEGIN_ARRAY, "an array")) {
      return;
    }
    in.beginArray();
    while (in.hasNext()) {
      element.read();
    }
    in.endArray();
  }

  /**
   * A string; {@code null} reads as empty, as in the Go types of the Kubernetes API. One that is
   * too long is reported, and reads as empty.
   */
  public String text() throws IOException {
    String text = cutText();
    if (isWhole(text)) {
      return text;
    }
    mismatch.found(
        "expected at most %s characters at %s".formatted(BoundedTexts.MAX_LENGTH, in.getPath()));
    return "";
  }

  /**
   * A string; empty if it is missing. One that is too long ends early, and is not {@link #isWhole}.
   */
  public String cutText() throws IOException {
    if (!is(JsonToken.STRING, "a string")) {
      return "";
    }
    texts.begin();
    String text = in.nextString();
    texts.end();
    return text;
  }

  /** A string; empty if it is missing. One that is too long ends the walk. */
  public String wholeText() throws IOException {
    String text = cutText();
    if (!isWhole(text)) {
      throw new IOException(
          "a string in it is longer than %s characters".formatted(BoundedTexts.MAX_LENGTH));
    }
    return text;
  }

  /** Whether a name or a string is as long as it was. */
  public static boolean isWhole(String text) {
    return text.length() <= BoundedTexts.MAX_LENGTH;
  }

  /** A boolean; null if it is missing. */
  public @Nullable Boolean bool() throws IOException {
    return is(JsonToken.BOOLEAN, "true or false") ? in.nextBoolean() : null;
  }

  /** Whether the next value is {@code null}. */
  public boolean isNull() throws IOException {
    return in.peek() == JsonToken.NULL;
  }

  /** Passes over the next value. */
  public void skip() throws IOException {
    in.skipValue();
  }

  /** Whether nothing follows. */
  public boolean isAtEnd() throws IOException {
    return in.peek() == JsonToken.END_DOCUMENT;
  }

  /** Where the walk is, as a JSON path; parts of it are foreign. */
  public String path() {
    return in.getPath();
  }

  /** Whether the body has been read to its end; if that failed, it is truncated. */
  public boolean bodyEnded() {
    return texts.ended();
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
}
