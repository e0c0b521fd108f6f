package dev.attestor.hcl;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads heredocs. A heredoc ends at a line that contains only the marker; the lines before it are
 * unchanged. With {@code <<-}, the indentation of that last line is removed from all lines, if all
 * of them have it.
 */
final class HeredocReader {
  private final Source source;

  HeredocReader(Source source) {
    this.source = source;
  }

  /** Reads a heredoc from the {@code <<} through the line that closes it. */
  String read() throws HclSyntaxException {
    Position start = source.position();
    source.skip(2);
    boolean indented = source.take('-');
    String marker = readMarker();
    List<String> lines = new ArrayList<>();
    while (!source.atEnd()) {
      String line = source.nextLine();
      if (closes(line, marker)) {
        String indentation = line.substring(0, line.length() - marker.length());
        return indented ? unindent(lines, indentation) : join(lines) + indentation;
      }
      lines.add(line);
    }
    throw neverClosed(start, marker);
  }

  private String readMarker() throws HclSyntaxException {
    Position position = source.position();
    int start = source.offset();
    while (NativeLexer.isLetterOrDigit(source.peekCodePoint())) {
      source.nextCodePoint();
    }
    String marker = source.since(start);
    if (marker.isEmpty()) {
      throw new HclSyntaxException(
          position,
          "expected a heredoc marker of letters and digits, found "
              + Quote.character(source.peekCodePoint()));
    }
    endLine(marker);
    return marker;
  }

  private void endLine(String marker) throws HclSyntaxException {
    Position position = source.position();
    if (!source.atEnd() && !source.take('\n')) {
      throw new HclSyntaxException(
          position,
          "expected a line end after heredoc marker "
              + Quote.text(marker)
              + ", found "
              + Quote.character(source.peekCodePoint()));
    }
  }

  private static boolean closes(String line, String marker) {
    return line.endsWith(marker)
        && line.chars()
            .limit((long) line.length() - marker.length())
            .allMatch(character -> " \t\u000b\f\r".indexOf(character) >= 0);
  }

  private static String unindent(List<String> lines, String indentation) {
    if (!lines.stream().allMatch(line -> line.startsWith(indentation))) {
      return join(lines);
    }
    return join(lines.stream().map(line -> line.substring(indentation.length())).toList());
  }

  private static String join(List<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static HclSyntaxException neverClosed(Position start, String marker) {
    String shown = Quote.text(marker);
    return new HclSyntaxException(
        start, "heredoc " + shown + " is never closed, expected a line with only " + shown);
  }
}
