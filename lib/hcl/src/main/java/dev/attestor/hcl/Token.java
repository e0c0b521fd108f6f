package dev.attestor.hcl;

/**
 * The smallest piece a parser looks at.
 *
 * @param text the value of a string or heredoc, the source of anything else
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
    /** Anything no rule knows, left to the parser, who can tell what it expected instead. */
    UNKNOWN,
    END
  }

  /** How a message names this token. Strings may hold secrets, so their content is not shown. */
  String describe() {
    return switch (kind) {
      case STRING -> "a string";
      case HEREDOC -> "a heredoc";
      case END -> Quote.character(Source.END);
      default -> Quote.text(text);
    };
  }

  /** Reads the one character under the cursor, of those that mean the same in both syntaxes. */
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
