package dev.attestor.spire.sdk.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A line for people: time, level, logger, fields and message. Whoever chooses a text in it cannot
 * forge another event or field: control characters are escaped, and values with whitespace or
 * special characters are quoted. Only stack traces take further lines, which are indented.
 */
final class TextLine implements LogLine {

  private static final int MAX_BYTES = 4_000;
  private static final int MAX_TRACE_BYTES = 20_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);
  private static final Pattern PLAIN = Pattern.compile("[-A-Za-z0-9_.:/@+\\\\]+");

  private final StringBuilder line = new StringBuilder(256);
  private final String message;
  private String trace = "";

  TextLine(String level, String module, String message, Instant time) {
    this.message = message;
    line.append(TIME.format(time.atZone(ZoneId.systemDefault())))
        .append(' ')
        .append(level.toUpperCase(Locale.ROOT))
        .append(' ')
        .append(escaped(module.substring(module.lastIndexOf('.') + 1)))
        .append(" - ");
  }

  @Override
  public LogLine field(String key, @Nullable Object value) {
    String text = JsonText.cut(LogLine.text(value), MAX_BYTES);
    line.append(escaped(key)).append('=');
    if (PLAIN.matcher(text).matches()) {
      line.append(text);
    } else {
      JsonText.append(line, text);
    }
    line.append(' ');
    return this;
  }

  @Override
  public LogLine thrown(Throwable thrown) {
    field("error", thrown);
    StringWriter written = new StringWriter();
    try {
      thrown.printStackTrace(new PrintWriter(written));
    } catch (RuntimeException e) {
      written.append("no stack trace: ").append(e.getClass().getName());
    }
    trace =
        Stream.of(JsonText.cut(written.toString(), MAX_TRACE_BYTES).split("[\r\n]+", -1))
            .filter(part -> !part.isEmpty())
            .map(part -> "    " + escaped(part.replaceFirst("^\t", "")) + "\n")
            .collect(Collectors.joining());
    return this;
  }

  @Override
  public byte[] toBytes() {
    line.append(escaped(JsonText.cut(message, MAX_BYTES))).append('\n').append(trace);
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Escapes characters that could break a line. */
  private static String escaped(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2);
    JsonText.append(quoted, text);
    // Quotes need no escape if nothing is quoted.
    return quoted.substring(1, quoted.length() - 1).replace("\\\"", "\"");
  }
}
