package dev.attestor.hcl;

/**
 * Reads the backslash escapes of quoted strings, which are the same in both syntaxes: those of Go.
 */
final class Escape {
  private Escape() {}

  /** Reads one escape, starting at the backslash, and appends its value to the text. */
  static void read(Source source, Unescaped text) throws HclSyntaxException {
    Position start = source.position();
    switch (source.peek(1)) {
      case 'x' -> text.appendByte(hex(source, 2), start);
      case 'u' -> text.append(utf16(source));
      case 'U' -> text.append(character(start, hex(source, 8)));
      case '0', '1', '2', '3', '4', '5', '6', '7' -> text.appendByte(octal(source), start);
      default -> text.append(single(source));
    }
  }

  private static int single(Source source) throws HclSyntaxException {
    Position start = source.position();
    source.skip(1);
    int value = valueOf(source.peek());
    if (value < 0) {
      throw new HclSyntaxException(
          start,
          "expected one of a b f n r t v x u U 0-7 \" \\ after \"\\\", found "
              + Quote.character(source.peekCodePoint()));
    }
    source.skip(1);
    return value;
  }

  private static int valueOf(int letter) {
    return switch (letter) {
      case 'a' -> 0x07;
      case 'b' -> '\b';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'v' -> 0x0b;
      case 'f' -> '\f';
      case 'r' -> '\r';
      case '"', '\\' -> letter;
      default -> -1;
    };
  }

  /**
   * Reads four hex digits: a character, or the first half of a surrogate pair, whose second half
   * must follow.
   */
  private static int utf16(Source source) throws HclSyntaxException {
    Position start = source.position();
    int first = hex(source, 4);
    if (!Quote.isSurrogate(first)) {
      return first;
    }
    if (first >= Character.MIN_LOW_SURROGATE || !source.startsWith("\\u")) {
      throw noCharacter(start);
    }
    int second = hex(source, 4);
    if (second < Character.MIN_LOW_SURROGATE || second > Character.MAX_LOW_SURROGATE) {
      throw noCharacter(start);
    }
    return Character.toCodePoint((char) first, (char) second);
  }

  private static int character(Position start, int value) throws HclSyntaxException {
    if (!Character.isValidCodePoint(value) || Quote.isSurrogate(value)) {
      throw noCharacter(start);
    }
    return value;
  }

  private static HclSyntaxException noCharacter(Position start) {
    return new HclSyntaxException(
        start,
        "escape names no character, expected one up to \"\\U0010ffff\", surrogates in pairs");
  }

  private static int hex(Source source, int digits) throws HclSyntaxException {
    Position start = source.position();
    int from = source.offset();
    source.skip(2);
    String name = source.since(from);
    int value = 0;
    for (int read = 0; read < digits; read++) {
      value = (value << 4) | digit(source, 16, start, name, digits + " hexadecimal digits");
    }
    return value;
  }

  private static int octal(Source source) throws HclSyntaxException {
    Position start = source.position();
    String expected = "3 octal digits up to 377";
    source.skip(1);
    int value = 0;
    for (int read = 0; read < 3; read++) {
      value = (value << 3) | digit(source, 8, start, "\\", expected);
    }
    if (value > 0xff) {
      throw malformed(start, "\\", expected);
    }
    return value;
  }

  private static int digit(Source source, int radix, Position start, String name, String expected)
      throws HclSyntaxException {
    // Character.digit also accepts digits of other scripts, which escapes do not allow.
    int value = source.peek() < 0x80 ? Character.digit(source.peek(), radix) : -1;
    if (value < 0) {
      throw malformed(start, name, expected);
    }
    source.skip(1);
    return value;
  }

  private static HclSyntaxException malformed(Position start, String name, String expected) {
    return new HclSyntaxException(
        start, "malformed escape, expected " + expected + " after \"" + name + "\"");
  }
}
