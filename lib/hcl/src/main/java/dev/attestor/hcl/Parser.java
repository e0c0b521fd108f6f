package dev.attestor.hcl;

import java.util.ArrayList;
import java.util.List;

/** The parts that both syntaxes share: values, lists, and the limit on nesting depth. */
abstract sealed class Parser permits NativeParser, JsonParser {
  /** Far deeper than any real configuration, but shallow enough for the stack. */
  static final int MAX_DEPTH = 64;

  private final Lexer lexer;
  private final String valueKinds;
  private Token token = new Token(Token.Kind.END, "", Position.START);
  private int depth;

  Parser(Lexer lexer, String valueKinds) {
    this.lexer = lexer;
    this.valueKinds = valueKinds;
  }

  /** Reads the whole text. */
  abstract HclObject document() throws HclSyntaxException;

  /** Parses an object, from the current token, its opening brace, through its closing brace. */
  abstract HclObject object() throws HclSyntaxException;

  final boolean at(Token.Kind kind) {
    return token.kind() == kind;
  }

  /** Moves past the current token and returns it. */
  final Token advance() throws HclSyntaxException {
    Token current = token;
    token = lexer.next();
    return current;
  }

  /** The accepted kinds of values, for messages. */
  final String valueKinds() {
    return valueKinds;
  }

  /**
   * Parses a value. If the current token is not a value, the error names what was expected instead.
   */
  final HclValue value(String expected) throws HclSyntaxException {
    return switch (token.kind()) {
      case STRING, HEREDOC -> text(advance());
      case NUMBER -> number(advance());
      case BOOL -> bool(advance());
      case NULL -> new HclNull(advance().position());
      case LEFT_BRACE -> object();
      case LEFT_BRACKET -> list();
      default -> throw expected(expected);
    };
  }

  static HclText text(Token token) {
    return new HclText(token.text(), token.position());
  }

  private static HclNumber number(Token token) {
    return new HclNumber(token.text(), token.position());
  }

  private static HclBool bool(Token token) {
    return new HclBool(token.text().equals("true"), token.position());
  }

  private HclList list() throws HclSyntaxException {
    Token start = open();
    List<HclValue> items = new ArrayList<>();
    while (!closes(start, Token.Kind.RIGHT_BRACKET)) {
      items.add(value("\"]\" or " + valueKinds));
      separate(start, Token.Kind.RIGHT_BRACKET, "\",\" or \"]\" after a list item");
    }
    close();
    return new HclList(items, start.position());
  }

  /** Moves past an opening bracket. */
  final Token open() throws HclSyntaxException {
    depth++;
    if (depth > MAX_DEPTH) {
      throw new HclSyntaxException(
          token.position(),
          token.describe() + " nests too deep, expected at most " + MAX_DEPTH + " levels");
    }
    return advance();
  }

  /** Moves past a closing bracket. */
  final void close() throws HclSyntaxException {
    depth--;
    advance();
  }

  /** Whether the next token is the closing bracket. Fails if the text ends without it. */
  final boolean closes(Token start, Token.Kind end) throws HclSyntaxException {
    if (at(Token.Kind.END)) {
      String closing = start.kind() == Token.Kind.LEFT_BRACE ? "\"}\"" : "\"]\"";
      throw new HclSyntaxException(
          start.position(), start.describe() + " is never closed, expected " + closing);
    }
    return at(end);
  }

  /** Moves past a comma. Only before the closing bracket may the comma be missing. */
  final void separate(Token start, Token.Kind end, String expected) throws HclSyntaxException {
    if (at(Token.Kind.COMMA)) {
      advance();
    } else if (!closes(start, end)) {
      throw expected(expected);
    }
  }

  final HclSyntaxException expected(String expected) {
    return new HclSyntaxException(
        token.position(), "expected " + expected + ", found " + token.describe());
  }
}
