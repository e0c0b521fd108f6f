package dev.attestor.hcl;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Builds a string from characters and from escapes of single UTF-8 bytes. Adjacent bytes must form
 * complete characters: a Java string cannot represent others, and replacing them would change the
 * value.
 */
final class Unescaped {
  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private @Nullable Position firstByte;

  void append(int codePoint) throws HclSyntaxException {
    endBytes();
    text.appendCodePoint(codePoint);
  }

  void append(String piece) throws HclSyntaxException {
    endBytes();
    text.append(piece);
  }

  void appendByte(int value, Position position) {
    if (firstByte == null) {
      firstByte = position;
    }
    bytes.write(value);
  }

  String finish() throws HclSyntaxException {
    endBytes();
    return text.toString();
  }

  private void endBytes() throws HclSyntaxException {
    Position start = firstByte;
    if (start == null) {
      return;
    }
    try {
      ByteBuffer run = ByteBuffer.wrap(bytes.toByteArray());
      text.append(StandardCharsets.UTF_8.newDecoder().decode(run));
    } catch (CharacterCodingException e) {
      throw new HclSyntaxException(
          start, "escaped bytes are not UTF-8, expected \"\\u\" for a character", e);
    }
    bytes.reset();
    firstByte = null;
  }
}
