package dev.attestor.hcl;

/**
 * Reads HCL 1 as <a href="https://github.com/hashicorp/hcl/tree/hcl1">hashicorp/hcl</a> does,
 * except that it refuses what that parser lets slip: a value missing at the end of the text, a
 * comma too many or too few in a list, a key glued to a number, escapes that make no valid text,
 * and a JSON document that is not closed or has something after it.
 */
public final class Hcl {
  /** How many characters a text may have; configuration is far smaller. */
  static final int MAX_LENGTH = 1 << 20;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private Hcl() {}

  /**
   * Returns the tree of a text: of JSON when its first visible character is <code>{</code>, else of
   * the native syntax. A text without entries is an empty object. A byte order mark is skipped, not
   * counted in columns, and a {@code \r\n} counts as one line end.
   *
   * @throws HclSyntaxException if the text is not HCL, nests more than 64 levels deep or is longer
   *     than 1,048,576 characters; nothing else is thrown, whatever the text
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
      // A lone surrogate is what invalid UTF-16 looks like, and NUL ends the text for readers in C.
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
