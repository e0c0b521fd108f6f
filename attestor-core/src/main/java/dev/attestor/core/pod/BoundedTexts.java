package dev.attestor.core.pod;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * JSON in which a string that is being built ends after a while, however long it is: what follows
 * is dropped up to its closing quote. A string that was cut is still longer than {@link
 * #MAX_LENGTH}, so that nobody takes it for the whole. Gson itself has no limit.
 *
 * <p>The JSON reader asks for more text only while it is inside the string, so that what comes
 * between {@link #begin} and {@link #end} is that string's. Other text passes at the cost of five
 * comparisons a buffer.
 */
final class BoundedTexts extends FilterReader {

  /** How many characters a string may have; those of the Kubernetes API have far fewer. */
  static final int MAX_LENGTH = 4096;

  /** An escape has up to six characters for one. */
  private static final int LONGEST_ESCAPE = 6;

  private static final int WINDOW = LONGEST_ESCAPE * (MAX_LENGTH + 1);
  private static final int HEX_DIGITS = 4;

  private boolean ended;
  private boolean building;
  private int given;

  // Where in an escape the text stands.
  private boolean backslash;
  private int hexLeft;

  BoundedTexts(Reader text) {
    super(text);
  }

  /** The JSON reader stands before a string, and is asked to build it. */
  void begin() {
    building = true;
    given = 0;
  }

  /** It has built the string. */
  void end() {
    building = false;
  }

  /**
   * Whether more was asked for than there is: the JSON reader calls a string or literal that is cut
   * malformed.
   */
  boolean ended() {
    return ended;
  }

  @Override
  public int read(char[] buffer, int offset, int count) throws IOException {
    if (!building || given < WINDOW) {
      int read = fill(buffer, offset, count);
      given += building ? Math.max(0, read) : 0;
      follow(buffer, offset, offset + Math.max(0, read));
      return read;
    }
    // Half an escape would make nonsense of the quote behind it.
    return isInEscape() ? fillOne(buffer, offset) : dropRest(buffer, offset, count);
  }

  private int fill(char[] buffer, int offset, int count) throws IOException {
    int read = in.read(buffer, offset, count);
    ended |= read < 0;
    return read;
  }

  private int fillOne(char[] buffer, int offset) throws IOException {
    int read = fill(buffer, offset, 1);
    if (read > 0) {
      step(buffer[offset]);
    }
    return read;
  }

  private int dropRest(char[] buffer, int offset, int count) throws IOException {
    int read = fill(buffer, offset, count);
    while (read > 0) {
      int end = offset + read;
      int quote = closingQuote(buffer, offset, end);
      if (quote < end) {
        building = false;
        System.arraycopy(buffer, quote, buffer, offset, end - quote);
        follow(buffer, offset, offset + end - quote);
        return end - quote;
      }
      read = fill(buffer, offset, count);
    }
    return read;
  }

  private int closingQuote(char[] buffer, int start, int end) {
    int at = start;
    while (at < end && (buffer[at] != '"' || isInEscape())) {
      step(buffer[at++]);
    }
    return at;
  }

  private boolean isInEscape() {
    return backslash || hexLeft > 0;
  }

  /** Keeps track of escapes. JSON has them in strings alone, and none is longer than this looks. */
  private void follow(char[] buffer, int start, int end) {
    boolean near = end - start < LONGEST_ESCAPE;
    for (int i = Math.max(start, end - LONGEST_ESCAPE + 1); i < end && !near; i++) {
      near = buffer[i] == '\\';
    }
    if (near) {
      for (int i = start; i < end; i++) {
        step(buffer[i]);
      }
    } else {
      backslash = false;
      hexLeft = 0;
    }
  }

  private void step(char next) {
    if (hexLeft > 0) {
      hexLeft--;
    } else if (backslash) {
      backslash = false;
      hexLeft = next == 'u' ? HEX_DIGITS : 0;
    } else {
      backslash = next == '\\';
    }
  }
}
