package dev.attestor.input.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Text in UTF-8, as editors of all systems save it. */
public final class Utf8 {

  private static final char BYTE_ORDER_MARK = '\ufeff';

  private Utf8() {}

  /**
   * Decodes bytes; a byte order mark at the start is dropped.
   *
   * @throws BadTextException if they are not UTF-8
   */
  public static String decode(byte[] bytes) throws BadTextException {
    refuseUtf16(bytes);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    if (result.isError()) {
      throw new BadTextException(
          "is not UTF-8: line %s has the byte 0x%s"
              .formatted(
                  line(bytes, in.position()),
                  Integer.toHexString(Byte.toUnsignedInt(bytes[in.position()]))));
    }
    return withoutMark(out.flip().toString());
  }

  /**
   * Decodes bytes of which only the ASCII characters matter, such as PEM with a comment in Latin-1.
   *
   * @throws BadTextException if they are UTF-16
   */
  public static String decodeLeniently(byte[] bytes) throws BadTextException {
    refuseUtf16(bytes);
    return withoutMark(new String(bytes, StandardCharsets.UTF_8));
  }

  private static void refuseUtf16(byte[] bytes) throws BadTextException {
    if (bytes.length == 0 || bytes.length % 2 != 0) {
      return;
    }
    int first = Byte.toUnsignedInt(bytes[0]);
    int second = Byte.toUnsignedInt(bytes[1]);
    boolean marked = (first == 0xfe && second == 0xff) || (first == 0xff && second == 0xfe);
    // Text that begins with ASCII has a zero in one of its first two bytes.
    if (marked || (first == 0) != (second == 0)) {
      throw new BadTextException("is saved as UTF-16, expected UTF-8");
    }
  }

  private static String withoutMark(String text) {
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  private static int line(byte[] bytes, int end) {
    int line = 1;
    for (int i = 0; i < end; i++) {
      if (bytes[i] == '\n') {
        line++;
      }
    }
    return line;
  }
}
