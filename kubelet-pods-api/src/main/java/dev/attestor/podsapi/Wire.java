package dev.attestor.podsapi;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.attestor.core.pod.PodBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Walks messages of protobuf's wire format. What is not asked for is skipped and takes no memory.
 * Malformed bytes end the walk with an {@link InvalidProtocolBufferException}; a text that is too
 * long or not UTF-8 is reported, and counts as empty.
 */
final class Wire {

  /** A character takes up to three bytes; those of four bytes are two characters. */
  private static final int MAX_BYTES = 3 * PodBuilder.MAX_TEXT;

  /** Reads the value of the field with a number; returns false to skip it. */
  @FunctionalInterface
  interface Field {
    boolean read(int number) throws IOException;
  }

  private final CodedInputStream in;
  private final Consumer<String> problems;

  private int tag;

  /** Walks a stream, and tells of texts that cannot be used. */
  Wire(CodedInputStream in, Consumer<String> problems) {
    this.in = in;
    this.problems = problems;
  }

  /** The fields up to the end of the message that the stream is in. */
  void fields(Field field) throws IOException {
    for (int next = in.readTag(); next != 0; next = in.readTag()) {
      tag = next;
      if (!field.read(WireFormat.getTagFieldNumber(next)) && !in.skipField(next)) {
        throw new InvalidProtocolBufferException("a group ends that has not begun");
      }
    }
  }

  /** The fields of a message that is the value of a field. */
  void message(Field field) throws IOException {
    int outer = in.pushLimit(length());
    fields(field);
    in.popLimit(outer);
  }

  /** The length of a value; the value follows. */
  int length() throws IOException {
    require(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    return in.readUInt32();
  }

  /** A number, such as a value of an enumeration. */
  int number() throws IOException {
    require(WireFormat.WIRETYPE_VARINT);
    return in.readInt32();
  }

  private void require(int type) throws InvalidProtocolBufferException {
    if (WireFormat.getTagWireType(tag) != type) {
      throw new InvalidProtocolBufferException("a field has another type than expected");
    }
  }

  /** A text. */
  String text(String name) throws IOException {
    int length = length();
    if (length > MAX_BYTES) {
      in.skipRawBytes(length);
      return tooLong(name);
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(in.readRawBytes(length)))
              .toString();
      return text.length() > PodBuilder.MAX_TEXT ? tooLong(name) : text;
    } catch (CharacterCodingException e) {
      problems.accept("expected UTF-8 at %s".formatted(name));
      return "";
    }
  }

  private String tooLong(String name) {
    problems.accept("expected at most %s characters at %s".formatted(PodBuilder.MAX_TEXT, name));
    return "";
  }
}
