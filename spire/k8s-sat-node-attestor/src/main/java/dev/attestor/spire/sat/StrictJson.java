package dev.attestor.spire.sat;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.attestor.input.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Parses untrusted JSON strictly by RFC 8259: valid UTF-8, no duplicate names in an object, nothing
 * after the document, at most 64 levels. Messages of its exceptions may quote the document.
 */
public final class StrictJson {

  private static final int MAX_DEPTH = 64;
  private static final char REPLACEMENT = '\ufffd';

  private StrictJson() {}

  /** Receives one member of an object; must consume its value. */
  @FunctionalInterface
  public interface MemberReader {
    /** Reads the value of the named member. */
    void read(String name, JsonReader in) throws IOException;
  }

  /**
   * Reads an object, member by member.
   *
   * @throws IOException if the document is not an object
   */
  public static void read(byte[] document, MemberReader member) throws IOException {
    JsonReader in = Json.reader(new StringReader(decode(document)), MAX_DEPTH);
    object(in, member);
    if (in.peek() != JsonToken.END_DOCUMENT) {
      throw new IOException("there is text after the object");
    }
  }

  /**
   * The JDK's fast decoder replaces invalid bytes. Only if it did, the slow strict decoder runs.
   */
  private static String decode(byte[] document) throws CharacterCodingException {
    String text = new String(document, StandardCharsets.UTF_8);
    return text.indexOf(REPLACEMENT) < 0
        ? text
        : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
  }

  /**
   * Reads an object within a document.
   *
   * @throws IOException if there is none
   */
  public static void object(JsonReader in, MemberReader member) throws IOException {
    if (in.peek() != JsonToken.BEGIN_OBJECT) {
      throw new IOException("expected an object");
    }
    Set<String> seen = new HashSet<>();
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      if (!seen.add(name)) {
        throw new IOException("a name occurs twice");
      }
      member.read(name, in);
    }
    in.endObject();
  }
}
