package dev.attestor.hcl;

/**
 * Splits a text into tokens and skips whitespace and comments. The last token is {@link
 * Token.Kind#END}.
 */
@FunctionalInterface
interface Lexer {
  /** Returns the next token; after the last one, {@link Token.Kind#END} every time. */
  Token next() throws HclSyntaxException;
}
