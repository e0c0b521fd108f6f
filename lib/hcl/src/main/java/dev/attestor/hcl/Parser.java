package dev.attestor.hcl;

import java.util.ArrayList;
import java.util.List;

/** What both syntaxes have in common: values, lists, and a limit to how deep they nest. */
abstract sealed class Parser permits NativeParser, JsonParser {
  /** Far deeper than any configuration, far from what the stack can bear. */
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

  /** Reads an object from its opening brace, the current token, past its closing one. */
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

  /** How messages name what may stand as a value. */
  final String valueKinds() {
    return valueKinds;
  }

  /** Reads a value, or refuses the current token and says what was expected in its place. */
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

  /** Says whether the closing bracket comes next, and refuses a text that ends without it. */
  final boolean closes(Token start, Token.Kind end) throws HclSyntaxException {
    if (at(Token.Kind.END)) {
      String closing = start.kind() == Token.Kind.LEFT_BRACE ? "\"}\"" : "\"]\"";
      throw new HclSyntaxException(
          start.position(), start.describe() + " is never closed, expected " + closing);
    }
    return at(end);
  }

  /** Moves past a comma, which may be missing only before the closing bracket. */
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
