package dev.attestor.input.json;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * JSON text in which strings are limited in length while they are read: the rest of a longer string
 * is dropped up to its closing quote. A truncated string is still longer than {@link #MAX_LENGTH},
 * so it cannot be mistaken for a complete one. Gson itself has no limit.
 *
 * <p>The JSON reader reads more text only while it is inside the string, so everything between
 * {@link #begin} and {@link #end} belongs to the string. Other text costs only five comparisons per
 * buffer.
 */
public final class BoundedTexts extends FilterReader {

  /**
   * The maximum length of a string in characters; strings of the Kubernetes API are far shorter.
   */
  public static final int MAX_LENGTH = 4096;

  /** An escape takes up to six characters for one. */
  private static final int LONGEST_ESCAPE = 6;

  private static final int WINDOW = LONGEST_ESCAPE * (MAX_LENGTH + 1);
  private static final int HEX_DIGITS = 4;

  private boolean ended;
  private boolean building;
  private int given;

  // The position within an escape.
  private boolean backslash;
  private int hexLeft;

  /** Limits the strings of this text. */
  public BoundedTexts(Reader text) {
    super(text);
  }

  /** Called before the JSON reader reads a string. */
  public void begin() {
    building = true;
    given = 0;
  }

  /** Called after the JSON reader has read the string. */
  public void end() {
    building = false;
  }

  /**
   * Whether the reader has reached the end of the text: the JSON reader reports a truncated string
   * or literal as malformed.
   */
  public boolean ended() {
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
    // Cutting an escape in half would change the meaning of the following quote.
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

  /** Tracks escapes. They occur only in JSON strings and are never longer than this looks ahead. */
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
