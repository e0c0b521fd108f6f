package dev.attestor.hcl;

/**
 * Reads quoted strings of the native syntax. From <code>${</code> to its closing brace, the text
 * stays as written and may contain quotes and line ends.
 */
final class QuotedReader {
  private final Source source;
  private final Unescaped text = new Unescaped();

  QuotedReader(Source source) {
    this.source = source;
  }

  /** Reads a string from its opening quote through its closing quote. */
  String read() throws HclSyntaxException {
    Position start = source.position();
    source.skip(1);
    while (!source.take('"')) {
      if (source.atEnd() || source.peek() == '\n') {
        throw neverClosed(start);
      }
      readPiece();
    }
    return text.finish();
  }

  static HclSyntaxException neverClosed(Position start) {
    return new HclSyntaxException(
        start, "string is never closed, expected a double quote on the same line");
  }

  private void readPiece() throws HclSyntaxException {
    if (source.startsWith("${")) {
      readInterpolation();
    } else if (source.peek() == '\\') {
      Escape.read(source, text);
    } else {
      text.append(source.nextCodePoint());
    }
  }

  private void readInterpolation() throws HclSyntaxException {
    Position start = source.position();
    int from = source.offset();
    source.skip(2);
    for (int open = 1; open > 0; ) {
      open += readInterpolated(start);
    }
    text.append(source.since(from));
  }

  /** Moves past one character or escape. Returns the change in brace depth. */
  private int readInterpolated(Position start) throws HclSyntaxException {
    if (source.atEnd()) {
      throw new HclSyntaxException(start, "\"${\" is never closed, expected \"}\"");
    }
    if (source.peek() == '\\') {
      // Escapes are validated even where they stay as written.
      Escape.read(source, new Unescaped());
      return 0;
    }
    return switch (source.nextCodePoint()) {
      case '{' -> 1;
      case '}' -> -1;
      default -> 0;
    };
  }
}
