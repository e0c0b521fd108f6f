package dev.attestor.hcl;

import java.util.Locale;

/** Shows pieces of a text in messages: in double quotes, on one line, and short. */
final class Quote {
  private static final int MAX_CODE_POINTS = 40;

  private Quote() {}

  static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  static String text(String text) {
    StringBuilder shown = new StringBuilder("\"");
    text.codePoints().limit(MAX_CODE_POINTS).forEach(codePoint -> append(shown, codePoint));
    boolean cut = text.codePointCount(0, text.length()) > MAX_CODE_POINTS;
    return shown.append(cut ? "...\"" : "\"").toString();
  }

  static String character(int codePoint) {
    return switch (codePoint) {
      case Source.END -> "end of text";
      case '\n' -> "end of line";
      default -> text(Character.toString(codePoint));
    };
  }

  private static void append(StringBuilder shown, int codePoint) {
    if (isVisible(codePoint)) {
      shown.appendCodePoint(codePoint);
    } else {
      shown.append(String.format(Locale.ROOT, "U+%04X", codePoint));
    }
  }

  /** Whether a reader of a log would see this character, and see it as what it is. */
  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> true;
    };
  }
}
