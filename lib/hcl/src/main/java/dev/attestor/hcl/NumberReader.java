package dev.attestor.hcl;

import java.util.regex.Pattern;

/**
 * Reads numbers without interpreting them. Letters directly after a number belong to it: {@code
 * 10s} is a malformed number, not the number 10 and a key {@code s}.
 */
final class NumberReader {
  private static final Pattern NATIVE =
      Pattern.compile(
          "-?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*"
              + "|[0-9]+[eE][+-]?[0-9]+"
              + "|([0-9]+\\.[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?)");

  /** RFC 8259, section 6. */
  private static final Pattern JSON =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private NumberReader() {}

  static Token readNative(Source source) throws HclSyntaxException {
    return read(source, NATIVE, "10, -1.5, 1e3, 0x1f or 0755");
  }

  static Token readJson(Source source) throws HclSyntaxException {
    return read(source, JSON, "10, -1.5 or 1e3");
  }

  static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private static Token read(Source source, Pattern pattern, String examples)
      throws HclSyntaxException {
    Position position = source.position();
    String text = run(source);
    if (!pattern.matcher(text).matches()) {
      throw new HclSyntaxException(
          position,
          "malformed number "
              + Quote.text(text)
              + ", expected one like "
              + examples
              + ", or double quotes around it");
    }
    return new Token(Token.Kind.NUMBER, text, position);
  }

  private static String run(Source source) {
    int start = source.offset();
    source.take('-');
    boolean hexadecimal = source.startsWith("0x") || source.startsWith("0X");
    while (belongs(source, hexadecimal)) {
      source.nextCodePoint();
    }
    return source.since(start);
  }

  private static boolean belongs(Source source, boolean hexadecimal) {
    int codePoint = source.peekCodePoint();
    if (codePoint == '+' || codePoint == '-') {
      int before = source.peek(-1);
      return !hexadecimal && (before == 'e' || before == 'E');
    }
    return codePoint == '.' || NativeLexer.isLetterOrDigit(codePoint);
  }
}
