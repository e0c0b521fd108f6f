package dev.attestor.hcl;

/**
 * Parses HCL 1 like <a href="https://github.com/hashicorp/hcl/tree/hcl1">hashicorp/hcl</a>, but
 * rejects errors that hashicorp/hcl ignores: a missing value at the end of the text, a missing or
 * superfluous comma in a list, a key joined to a number, escapes that form no valid text, and a
 * JSON document that is not closed or is followed by more text.
 */
public final class Hcl {
  /** The maximum length of a text in characters; real configurations are far smaller. */
  static final int MAX_LENGTH = 1 << 20;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private Hcl() {}

  /**
   * Parses a text. If its first visible character is <code>{</code>, the text is JSON, otherwise
   * the native syntax. A text without entries is an empty object. A byte order mark is skipped and
   * does not count as a column. {@code \r\n} counts as one line end.
   *
   * @throws HclSyntaxException if the text is not HCL, nests more than 64 levels deep or is longer
   *     than 1,048,576 characters; the method throws no other exception, for any text
   */
  public static HclObject parse(String text) throws HclSyntaxException {
    checkLength(text);
    String clean = clean(text);
    checkCharacters(new Source(clean));
    Source source = new Source(clean);
    return clean.stripLeading().startsWith("{")
        ? new JsonParser(source).document()
        : new NativeParser(source).document();
  }

  private static void checkLength(String text) throws HclSyntaxException {
    if (text.length() > MAX_LENGTH) {
      throw new HclSyntaxException(
          Position.START,
          "text of " + text.length() + " characters is too long, expected at most " + MAX_LENGTH);
    }
  }

  private static String clean(String text) {
    String marked = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    return marked.replace("\r\n", "\n");
  }

  private static void checkCharacters(Source source) throws HclSyntaxException {
    while (!source.atEnd()) {
      Position position = source.position();
      int codePoint = source.nextCodePoint();
      // A lone surrogate means invalid UTF-16, and C programs end the text at a NUL.
      if (codePoint == 0 || Quote.isSurrogate(codePoint)) {
        throw new HclSyntaxException(
            position,
            "invalid character "
                + Quote.character(codePoint)
                + ", expected Unicode text without NUL");
      }
    }
  }
}
