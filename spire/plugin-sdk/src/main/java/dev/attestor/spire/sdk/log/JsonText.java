package dev.attestor.spire.sdk.log;

/** Writes JSON strings (RFC 8259, section 7). */
final class JsonText {

  private static final String HEX = "0123456789abcdef";

  private JsonText() {}

  /**
   * Returns the text. If it takes more than {@code maxBytes} in JSON, truncates it and appends
   * {@code ...}.
   */
  static String cut(String text, int maxBytes) {
    int used = 0;
    for (int i = 0; i < text.length(); i++) {
      used += jsonLength(text.charAt(i));
      if (used > maxBytes) {
        boolean inPair = i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        return text.substring(0, inPair ? i - 1 : i) + "...";
      }
    }
    return text;
  }

  /** Appends the text in quotes. An unpaired surrogate becomes U+FFFD. */
  static void append(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        json.append(c).append(text.charAt(++i));
      } else {
        append(json, c);
      }
    }
    json.append('"');
  }

  private static void append(StringBuilder json, char c) {
    switch (c) {
      case '"' -> json.append("\\\"");
      case '\\' -> json.append("\\\\");
      case '\n' -> json.append("\\n");
      case '\r' -> json.append("\\r");
      case '\t' -> json.append("\\t");
      default -> {
        if (isEscaped(c)) {
          json.append("\\u");
          for (int shift = 12; shift >= 0; shift -= 4) {
            json.append(HEX.charAt((c >> shift) & 0xf));
          }
        } else {
          json.append(Character.isSurrogate(c) ? '\ufffd' : c);
        }
      }
    }
  }

  /** Whether the character is a control character or one of Unicode's two line separators. */
  private static boolean isEscaped(char c) {
    return c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
  }

  private static int jsonLength(char c) {
    if (isEscaped(c)) {
      return 6;
    }
    return c == '"' || c == '\\' ? 2 : utf8Length(c);
  }

  /** The number of bytes that the text takes from an index on. */
  static int utf8Length(CharSequence text, int from) {
    int length = 0;
    for (int i = from; i < text.length(); i++) {
      length += utf8Length(text.charAt(i));
    }
    return length;
  }

  /** Counts three for a surrogate, one too many, which is on the safe side. */
  private static int utf8Length(char c) {
    return c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
  }
}
