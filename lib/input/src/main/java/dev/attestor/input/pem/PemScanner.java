package dev.attestor.input.pem;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the blocks of a text in one pass, and rejects the text if one of them is invalid. */
final class PemScanner {

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";

  /**
   * The rest of a BEGIN or END line. A label neither starts nor ends with a dash, RFC 7468 section
   * 3.
   */
  private static final Pattern KIND =
      Pattern.compile("([A-Z0-9]([A-Z0-9.#/ -]{0,62}[A-Z0-9])?)-----");

  /** A block whose BEGIN line lacks dashes, or has non-ASCII ones. */
  private static final Pattern DAMAGED =
      Pattern.compile(
          "BEGIN ([A-Z0-9 ]{0,40}(?:CERTIFICATE|KEY))\\b[^\\r"
              + "\\n"
              + "]{0,20}\\R[ \\t]*[A-Za-z0-9+/]{16}");

  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern BLANK_LINE = Pattern.compile("\\R[ \\t]*\\R");

  private final String text;
  private int line = 1;
  private int counted;

  PemScanner(String text) {
    this.text = text;
  }

  List<PemBlock> blocks() throws PemException {
    List<PemBlock> found = new ArrayList<>();
    int at = 0;
    while (true) {
      int begin = text.indexOf(BEGIN, at);
      requireNoBlock(at, begin < 0 ? text.length() : begin);
      if (begin < 0) {
        return found;
      }
      Matcher kind = kind(begin + BEGIN.length());
      int line = lineOf(begin);
      if (!kind.lookingAt()) {
        throw new PemException(
            "has a BEGIN line that cannot be read, line %s; expected -----BEGIN <kind>-----"
                .formatted(line));
      }
      int end = end(kind, line);
      found.add(block(kind.group(1), line, text.substring(kind.end(), end)));
      at = end + END.length() + kind.group().length();
    }
  }

  private Matcher kind(int start) {
    return KIND.matcher(text).region(start, text.length());
  }

  /** The position of the END line for a block with this label. */
  private int end(Matcher begin, int line) throws PemException {
    String kind = begin.group(1);
    int end = text.indexOf(END, begin.end());
    int next = text.indexOf(BEGIN, begin.end());
    if (end < 0 || (next >= 0 && next < end)) {
      throw new PemException(
          "has a block \"%s\" in line %s without an END line".formatted(kind, line));
    }
    if (!text.startsWith(begin.group(), end + END.length())) {
      throw new PemException(
          "has a block \"%s\" in line %s whose END line differs, line %s"
              .formatted(kind, line, lineOf(end)));
    }
    return end;
  }

  /** Between two blocks, any text is allowed except parts of a block. */
  private void requireNoBlock(int start, int end) throws PemException {
    int orphan = text.indexOf(END, start);
    if (orphan >= 0 && orphan < end) {
      throw new PemException(
          "has an END line without a BEGIN line, line %s".formatted(lineOf(orphan)));
    }
    Matcher damaged = DAMAGED.matcher(text).region(start, end);
    if (damaged.find()) {
      throw new PemException(
          "has a block \"%s\" in line %s without five dashes on both sides of its BEGIN line"
              .formatted(damaged.group(1), lineOf(damaged.start())));
    }
  }

  private static PemBlock block(String kind, int line, String body) throws PemException {
    if (body.contains("\\n")) {
      throw new PemException(
          "has a block \"%s\" in line %s whose line breaks are the two characters \\n, expected real ones"
              .formatted(kind, line));
    }
    String base64 = body;
    boolean encrypted = false;
    if (body.indexOf(':') >= 0) {
      Matcher blankLine = BLANK_LINE.matcher(body);
      int end = blankLine.find(body.indexOf(':')) ? blankLine.end() : 0;
      encrypted = body.substring(0, end).contains("ENCRYPTED");
      base64 = body.substring(end);
    }
    try {
      byte[] content = Base64.getDecoder().decode(BLANKS.matcher(base64).replaceAll(""));
      return new PemBlock(kind, line, encrypted, content);
    } catch (IllegalArgumentException e) {
      // The exception's message quotes the content.
      throw new PemException(
          "has a block \"%s\" in line %s that is not base64".formatted(kind, line));
    }
  }

  /** Called with increasing positions, so that the text is scanned only once. */
  private int lineOf(int position) {
    for (; counted < position; counted++) {
      char c = text.charAt(counted);
      boolean crlf = c == '\r' && counted + 1 < text.length() && text.charAt(counted + 1) == '\n';
      if (c == '\n' || (c == '\r' && !crlf)) {
        line++;
      }
    }
    return line;
  }
}
