package dev.attestor.spire.sat;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads JSON from strangers, RFC 8259 to the letter: UTF-8 without exception, no name twice in an
 * object, nothing after the document, at most 64 levels. Messages of its exceptions may quote what
 * was read.
 */
public final class StrictJson {

  private static final int MAX_DEPTH = 64;
  private static final char REPLACEMENT = '\ufffd';

  private StrictJson() {}

  /** Takes one member of an object; has to consume its value. */
  @FunctionalInterface
  public interface MemberReader {
    /** Reads the value of the member of that name. */
    void read(String name, JsonReader in) throws IOException;
  }

  /**
   * Reads a document that is an object, member by member.
   *
   * @throws IOException if it is none
   */
  public static void read(byte[] document, MemberReader member) throws IOException {
    JsonReader in = new JsonReader(new StringReader(decode(document)));
    in.setStrictness(Strictness.STRICT);
    in.setNestingLimit(MAX_DEPTH);
    object(in, member);
    if (in.peek() != JsonToken.END_DOCUMENT) {
      throw new IOException("something follows the object");
    }
  }

  /**
   * The JDK's fast way puts a replacement where the text is wrong; only then the slow one is asked.
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
        throw new IOException("a name comes twice");
      }
      member.read(name, in);
    }
    in.endObject();
  }
}
