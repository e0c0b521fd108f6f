package dev.attestor.pod;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * JSON in which every string that is longer than the limit is cut one character after it. So a
 * string that arrives longer than the limit is too long, and no string takes more memory than that,
 * whatever is in the text. Everything else passes unchanged.
 */
final class ShortenedTexts extends FilterReader {

  /** How many characters a string may have; those of the Kubernetes API have far fewer. */
  static final int MAX_LENGTH = 4096;

  private static final int HEX_DIGITS = 4;

  private boolean ended;
  private boolean inString;
  private boolean escaped;
  private int hexLeft;
  private int length;

  ShortenedTexts(Reader text) {
    super(text);
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
    while (true) {
      int read = in.read(buffer, offset, count);
      ended |= read < 0;
      if (read <= 0) {
        return read;
      }
      int kept = shorten(buffer, offset, offset + read);
      if (kept > 0) {
        return kept;
      }
    }
  }

  /** Moves what stays to the front, and returns how much that is. */
  private int shorten(char[] buffer, int start, int end) {
    int to = start;
    int from = start;
    while (from < end) {
      int stop = inString ? restOfString(buffer, from, end) : nextQuote(buffer, from, end);
      int keep = inString ? keep(stop - from) : stop - from;
      if (to != from) {
        System.arraycopy(buffer, from, buffer, to, keep);
      }
      to += keep;
      from = stop;
      if (from < end) {
        char special = buffer[from++];
        if (take(special)) {
          buffer[to++] = special;
        }
      }
    }
    return to - start;
  }

  private static int nextQuote(char[] buffer, int from, int end) {
    int at = from;
    while (at < end && buffer[at] != '"') {
      at++;
    }
    return at;
  }

  /** Up to what ends the string, or begins, or belongs to, an escape. */
  private int restOfString(char[] buffer, int from, int end) {
    int at = from;
    if (!escaped && hexLeft == 0) {
      while (at < end && buffer[at] != '"' && buffer[at] != '\\') {
        at++;
      }
    }
    return at;
  }

  /** How many of some plain characters of a string stay. */
  private int keep(int count) {
    int keep = Math.min(count, Math.max(0, MAX_LENGTH + 1 - length));
    length = Math.min(MAX_LENGTH + 1, length + keep);
    return keep;
  }

  /**
   * Whether a character that is not plain stays; an escape counts as the one that it stands for.
   */
  private boolean take(char special) {
    if (!inString) {
      inString = true;
      length = 0;
      return true;
    }
    if (escaped) {
      escaped = false;
      hexLeft = special == 'u' ? HEX_DIGITS : 0;
      boolean kept = length <= MAX_LENGTH;
      length += kept && hexLeft == 0 ? 1 : 0;
      return kept;
    }
    if (hexLeft > 0) {
      hexLeft--;
      boolean kept = length <= MAX_LENGTH;
      length += kept && hexLeft == 0 ? 1 : 0;
      return kept;
    }
    if (special == '\\') {
      escaped = true;
      return length <= MAX_LENGTH;
    }
    inString = false;
    return true;
  }
}
