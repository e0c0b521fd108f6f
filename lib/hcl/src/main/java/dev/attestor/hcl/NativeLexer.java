package dev.attestor.hcl;

/** Splits the native syntax into tokens. */
final class NativeLexer implements Lexer {
  private final Source source;

  NativeLexer(Source source) {
    this.source = source;
  }

  @Override
  public Token next() throws HclSyntaxException {
    skipBlanksAndComments();
    int codePoint = source.peekCodePoint();
    if (codePoint == Source.END) {
      return new Token(Token.Kind.END, "", source.position());
    }
    if (codePoint == '"') {
      Position position = source.position();
      return new Token(Token.Kind.STRING, new QuotedReader(source).read(), position);
    }
    if (source.startsWith("<<")) {
      Position position = source.position();
      return new Token(Token.Kind.HEREDOC, new HeredocReader(source).read(), position);
    }
    if (isLetter(codePoint)) {
      return word();
    }
    return startsNumber() ? NumberReader.readNative(source) : Token.symbol(source);
  }

  /** Whether HCL treats the character as a letter: a letter of any script, or an underscore. */
  static boolean isLetter(int codePoint) {
    return codePoint == '_' || Character.isLetter(codePoint);
  }

  static boolean isLetterOrDigit(int codePoint) {
    return isLetter(codePoint) || Character.isDigit(codePoint);
  }

  private Token word() {
    Position position = source.position();
    int start = source.offset();
    while (isWordPart(source.peekCodePoint())) {
      source.nextCodePoint();
    }
    String word = source.since(start);
    boolean bool = word.equals("true") || word.equals("false");
    return new Token(bool ? Token.Kind.BOOL : Token.Kind.IDENTIFIER, word, position);
  }

  private static boolean isWordPart(int codePoint) {
    return isLetterOrDigit(codePoint) || codePoint == '-' || codePoint == '.';
  }

  private boolean startsNumber() {
    boolean prefixed = source.peek() == '-' || source.peek() == '.';
    return NumberReader.isDigit(source.peek(prefixed ? 1 : 0));
  }

  private void skipBlanksAndComments() throws HclSyntaxException {
    source.skipBlanks();
    while (source.startsWith("#") || source.startsWith("//") || source.startsWith("/*")) {
      if (source.startsWith("/*")) {
        skipBlockComment();
      } else {
        source.nextLine();
      }
      source.skipBlanks();
    }
  }

  private void skipBlockComment() throws HclSyntaxException {
    Position start = source.position();
    source.skip(2);
    while (!source.startsWith("*/")) {
      if (source.atEnd()) {
        throw new HclSyntaxException(start, "comment is never closed, expected \"*/\"");
      }
      source.nextCodePoint();
    }
    source.skip(2);
  }
}
