package dev.attestor.hcl;

/** Cuts a text into tokens, without blanks and comments, and ends with {@link Token.Kind#END}. */
@FunctionalInterface
interface Lexer {
  /** Returns the next token; after the last one, always {@link Token.Kind#END}. */
  Token next() throws HclSyntaxException;
}
