package dev.attestor.procfs;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * The text of a file below {@code /proc}. Two texts are equal if and only if their bytes are equal.
 * Only a line feed ends a line.
 *
 * <p>Processes choose parts of such files: their names and their cgroups. The line feed is the only
 * byte that the kernel never lets them use there. Names may contain carriage returns, form feeds,
 * U+0085 and other characters that Java treats as line ends, whitespace or digits. Therefore, such
 * files must not be read with Java methods that interpret these characters.
 *
 * @param characters one per byte, as in ISO 8859-1; UTF-8 would decode all invalid bytes to the
 *     same character
 */
public record ProcText(String characters) {

  /** Far more than the kernel writes: a cgroup path has at most 4 KiB. */
  public static final int MAX_SIZE = 1 << 20;

  private static final int START_SIZE = 2048;
  private static final int MAX_QUOTED = 100;

  /**
   * Reads a whole file.
   *
   * @throws IOException if it cannot be read, or is longer than {@link #MAX_SIZE}
   */
  public static ProcText read(Path file) throws IOException {
    // A plain stream, because a channel first asks for the file size, which procfs does not know.
    try (InputStream in = new FileInputStream(file.toFile())) {
      return read(in::read, String.valueOf(file.getFileName()));
    }
  }

  /** An open file, read as by {@link InputStream#read(byte[], int, int)}. */
  @FunctionalInterface
  public interface Opened {
    int read(byte[] into, int offset, int length) throws IOException;
  }

  /**
   * Reads the rest of an open file.
   *
   * @param name for messages
   * @throws IOException if it cannot be read, or is longer than {@link #MAX_SIZE}
   */
  public static ProcText read(Opened file, String name) throws IOException {
    byte[] buffer = new byte[START_SIZE];
    int length = 0;
    for (int read = file.read(buffer, 0, buffer.length); read >= 0; ) {
      length += read;
      if (length == buffer.length) {
        buffer = grow(buffer, name);
      }
      read = file.read(buffer, length, buffer.length - length);
    }
    return of(buffer, length);
  }

  private static byte[] grow(byte[] buffer, String name) throws IOException {
    if (buffer.length > MAX_SIZE) {
      throw new IOException("\"%s\" is larger than %s bytes".formatted(name, MAX_SIZE));
    }
    return Arrays.copyOf(buffer, Math.min(buffer.length * 4, MAX_SIZE + 1));
  }

  /** Creates a text from bytes. */
  public static ProcText of(byte[] bytes) {
    return of(bytes, bytes.length);
  }

  private static ProcText of(byte[] bytes, int length) {
    return new ProcText(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
  }

  /**
   * Returns the lines without their line feeds.
   *
   * @throws MalformedTextException if the last line has no line feed, which means that a part of
   *     the file is missing
   */
  public List<String> lines() throws MalformedTextException {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int end = characters.indexOf('\n'); end >= 0; end = characters.indexOf('\n', start)) {
      lines.add(characters.substring(start, end));
      start = end + 1;
    }
    if (start < characters.length()) {
      throw new MalformedTextException(
          "the last line, %s, has no line feed at its end"
              .formatted(quote(characters.substring(start))));
    }
    return lines;
  }

  /**
   * Parses a number in the kernel's format: ASCII digits without a sign or leading zeros. Empty if
   * the text is not such a number, or does not fit into a {@code long}.
   */
  public static OptionalLong number(String digits) {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
        return OptionalLong.empty();
      }
      value = 10 * value + digit;
    }
    boolean canonical = digits.length() == 1 || (!digits.isEmpty() && digits.charAt(0) != '0');
    return canonical ? OptionalLong.of(value) : OptionalLong.empty();
  }

  /** Quotes a part of a text for messages: only printable ASCII, and shortened. */
  public static String quote(String part) {
    return quote(part, MAX_QUOTED);
  }

  /** The same with another limit. */
  public static String quote(String part, int most) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < Math.min(part.length(), most); i++) {
      char c = part.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        quoted.append(c);
      } else {
        quoted.append(escape(c));
      }
    }
    return quoted.append(part.length() > most ? "...\"" : "\"").toString();
  }

  private static String escape(char c) {
    String hex = "0123456789abcdef";
    return "\\x" + hex.charAt(c >> 4 & 0xF) + hex.charAt(c & 0xF);
  }
}
