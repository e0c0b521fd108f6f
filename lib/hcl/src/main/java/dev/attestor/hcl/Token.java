package dev.attestor.hcl;

/**
 * A token.
 *
 * @param text the value of a string or heredoc; the source text of any other token
 */
record Token(Kind kind, String text, Position position) {
  enum Kind {
    IDENTIFIER,
    STRING,
    HEREDOC,
    NUMBER,
    BOOL,
    NULL,
    EQUALS,
    COLON,
    COMMA,
    LEFT_BRACE,
    RIGHT_BRACE,
    LEFT_BRACKET,
    RIGHT_BRACKET,
    /**
     * A character that starts no token. The parser reports it, because it knows what it expected
     * instead.
     */
    UNKNOWN,
    END
  }

  /**
   * Names this token in messages. The content of strings is not shown, because it may be secret.
   */
  String describe() {
    return switch (kind) {
      case STRING -> "a string";
      case HEREDOC -> "a heredoc";
      case END -> Quote.character(Source.END);
      default -> Quote.text(text);
    };
  }

  /** Reads the character at the cursor, which must be a symbol that both syntaxes share. */
  static Token symbol(Source source) {
    Position position = source.position();
    int codePoint = source.nextCodePoint();
    return new Token(kindOf(codePoint), Character.toString(codePoint), position);
  }

  private static Kind kindOf(int codePoint) {
    return switch (codePoint) {
      case '=' -> Kind.EQUALS;
      case ':' -> Kind.COLON;
      case ',' -> Kind.COMMA;
      case '{' -> Kind.LEFT_BRACE;
      case '}' -> Kind.RIGHT_BRACE;
      case '[' -> Kind.LEFT_BRACKET;
      case ']' -> Kind.RIGHT_BRACKET;
      default -> Kind.UNKNOWN;
    };
  }
}
