package dev.attestor.hcl;

/**
 * Splits JSON into tokens. As in HCL 1, strings may also contain the escapes of Go, tabs and other
 * control characters, but no line end.
 */
final class JsonLexer implements Lexer {
  private final Source source;

  JsonLexer(Source source) {
    this.source = source;
  }

  @Override
  public Token next() throws HclSyntaxException {
    source.skipBlanks();
    int codePoint = source.peekCodePoint();
    if (codePoint == Source.END) {
      return new Token(Token.Kind.END, "", source.position());
    }
    if (codePoint == '"') {
      Position position = source.position();
      return new Token(Token.Kind.STRING, string(), position);
    }
    if (NativeLexer.isLetter(codePoint)) {
      return word();
    }
    boolean number = NumberReader.isDigit(source.peek(codePoint == '-' ? 1 : 0));
    return number ? NumberReader.readJson(source) : Token.symbol(source);
  }

  private Token word() {
    Position position = source.position();
    int start = source.offset();
    while (NativeLexer.isLetterOrDigit(source.peekCodePoint())) {
      source.nextCodePoint();
    }
    String word = source.since(start);
    return new Token(kindOf(word), word, position);
  }

  private static Token.Kind kindOf(String word) {
    return switch (word) {
      case "true", "false" -> Token.Kind.BOOL;
      case "null" -> Token.Kind.NULL;
      default -> Token.Kind.UNKNOWN;
    };
  }

  private String string() throws HclSyntaxException {
    Position start = source.position();
    Unescaped text = new Unescaped();
    source.skip(1);
    while (!source.take('"')) {
      if (source.atEnd() || source.peek() == '\n') {
        throw QuotedReader.neverClosed(start);
      }
      readPiece(text);
    }
    return text.finish();
  }

  private void readPiece(Unescaped text) throws HclSyntaxException {
    if (source.startsWith("\\/")) {
      source.skip(2);
      text.append('/');
    } else if (source.peek() == '\\') {
      Escape.read(source, text);
    } else {
      text.append(source.nextCodePoint());
    }
  }
}
