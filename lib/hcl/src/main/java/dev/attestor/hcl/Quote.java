package dev.attestor.hcl;

import java.util.Locale;

/** Quotes pieces of a text for messages: in double quotes, on one line, and shortened. */
public final class Quote {
  private static final int MAX_CODE_POINTS = 40;
  private static final int MAX_MESSAGE = 2_000;

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

  /**
   * Puts a message on one line, replaces invisible characters, and shortens it if it is very long.
   */
  public static String visible(String message) {
    StringBuilder shown = new StringBuilder();
    message.codePoints().limit(MAX_MESSAGE).forEach(codePoint -> append(shown, codePoint));
    boolean cut = message.codePointCount(0, message.length()) > MAX_MESSAGE;
    return cut ? shown.append("...").toString() : shown.toString();
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

  /** Whether the character is visible and unambiguous in a log. */
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
