package dev.attestor.input.text;

/**
 * Puts text from outside on one line of a message, shortened. No character of it is invisible,
 * moves others, ends a line or controls a terminal.
 */
public final class ForeignText {

  private static final int MAX_QUOTED = 200;
  private static final String MORE = "...";

  /** Letters and symbols without a shape: Hangul's fillers and the empty Braille pattern. */
  private static final String FILLERS = "\u3164\u115f\u1160\uffa0\u2800";

  private ForeignText() {}

  /**
   * The text with one space for each run of blanks and other invisible characters, and none around
   * it.
   *
   * @param max how many characters of the text are shown
   */
  public static String line(String text, int max) {
    StringBuilder line = new StringBuilder();
    int at = 0;
    for (int left = max; left > 0 && at < text.length(); left--) {
      int point = text.codePointAt(at);
      if (isVisible(point)) {
        line.appendCodePoint(point);
      } else if (line.length() > 0 && line.charAt(line.length() - 1) != ' ') {
        line.append(' ');
      }
      at += Character.charCount(point);
    }
    String start = line.toString().strip();
    return at < text.length() ? start + MORE : start;
  }

  /**
   * The text for a place between double quotes. Quotes and invisible characters are shown by their
   * number and a backslash is doubled, so that different texts look different.
   */
  public static String quoted(String text) {
    StringBuilder shown = new StringBuilder();
    int at = 0;
    for (int left = MAX_QUOTED; left > 0 && at < text.length(); left--) {
      int point = text.codePointAt(at);
      if (point == '"' || !(isVisible(point) || point == ' ')) {
        shown.append("\\u{").append(Integer.toHexString(point)).append('}');
      } else if (point == '\\') {
        shown.append("\\\\");
      } else {
        shown.appendCodePoint(point);
      }
      at += Character.charCount(point);
    }
    return at < text.length() ? shown + MORE : shown.toString();
  }

  /** A mark alters the character before it, even a quote of ours. */
  private static boolean isVisible(int point) {
    if (FILLERS.indexOf(point) >= 0) {
      return false;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          false;
      default -> true;
    };
  }
}
