package dev.attestor.hcl;

/** A text with a cursor that knows its position. Only {@code \n} ends a line. */
final class Source {
  /** The value of {@link #peek()} at the end of the text. */
  static final int END = -1;

  private final String text;
  private int offset;
  private int line = 1;
  private int lineStart;

  Source(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return offset == text.length();
  }

  int offset() {
    return offset;
  }

  Position position() {
    return new Position(line, offset - lineStart + 1);
  }

  int peek() {
    return peek(0);
  }

  /** Returns the character at this distance after the cursor, or before it if negative. */
  int peek(int distance) {
    int at = offset + distance;
    return at >= 0 && at < text.length() ? text.charAt(at) : END;
  }

  int peekCodePoint() {
    return atEnd() ? END : text.codePointAt(offset);
  }

  boolean startsWith(String prefix) {
    return text.startsWith(prefix, offset);
  }

  /** Returns the text between the given offset and the cursor. */
  String since(int start) {
    return text.substring(start, offset);
  }

  /** Returns the next code point and moves past it; the cursor must not be at the end. */
  int nextCodePoint() {
    int codePoint = text.codePointAt(offset);
    offset += Character.charCount(codePoint);
    if (codePoint == '\n') {
      line++;
      lineStart = offset;
    }
    return codePoint;
  }

  void skip(int characters) {
    int end = offset + characters;
    while (offset < end) {
      nextCodePoint();
    }
  }

  /** Moves past the character if it comes next. Returns whether it did. */
  boolean take(char character) {
    if (peek() != character) {
      return false;
    }
    nextCodePoint();
    return true;
  }

  /** Returns the rest of the line and moves past the line end, or to the end of the text. */
  String nextLine() {
    int newline = text.indexOf('\n', offset);
    int end = newline < 0 ? text.length() : newline;
    String rest = text.substring(offset, end);
    skip(rest.length());
    take('\n');
    return rest;
  }

  void skipBlanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
      nextCodePoint();
    }
  }
}
