package dev.attestor.spire.sdk.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * One line of the host's log: a JSON object in UTF-8, under 64 KiB with its line break.
 *
 * <p>Every value is a JSON string. The host insists on strings for the keys that start with
 * {@code @}, and would print other large numbers with an exponent. Values that are too long end in
 * {@code ...}; fields for which no room is left are dropped.
 */
final class HclogLine implements LogLine {

  /** The host reads lines of up to 64 KiB. */
  static final int MAX_BYTES = 60_000;

  private static final int MAX_MESSAGE = 20_000;
  private static final int MAX_FIELD = 20_000;

  private final StringBuilder json = new StringBuilder(256);
  private int room = MAX_BYTES - 2;

  HclogLine(String level, String module, String message, Instant time) {
    json.append('{');
    pair("@level", level);
    pair("@message", JsonText.cut(message, MAX_MESSAGE));
    pair("@module", JsonText.cut(module, 1_000));
    pair("@timestamp", timestamp(time));
  }

  /**
   * Adds a field. A key starting with {@code @} would pass for one of ours and gets a {@code _}.
   */
  @Override
  public HclogLine field(String key, @Nullable Object value) {
    String name = key.startsWith("@") ? "_" + key.substring(1) : key;
    pair(JsonText.cut(name, 1_000), JsonText.cut(LogLine.text(value), MAX_FIELD));
    return this;
  }

  /** Adds what was thrown as the fields {@code error} and {@code stacktrace}. */
  @Override
  public HclogLine thrown(Throwable thrown) {
    field("error", thrown);
    StringWriter trace = new StringWriter();
    try {
      thrown.printStackTrace(new PrintWriter(trace));
    } catch (RuntimeException e) {
      trace.append("no stack trace: ").append(e.getClass().getName());
    }
    return field("stacktrace", trace.toString());
  }

  /** The line with its line break. */
  @Override
  public byte[] toBytes() {
    return (json + "}\n").getBytes(StandardCharsets.UTF_8);
  }

  private void pair(String key, String value) {
    int start = json.length();
    if (start > 1) {
      json.append(',');
    }
    JsonText.append(json, key);
    json.append(':');
    JsonText.append(json, value);
    int used = JsonText.utf8Length(json, start);
    if (used > room) {
      json.setLength(start);
    } else {
      room -= used;
    }
  }

  /** Six digits of fraction, always: the host refuses three and nine. */
  static String timestamp(Instant time) {
    LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(27);
    padded(text, utc.getYear(), 4).append('-');
    padded(text, utc.getMonthValue(), 2).append('-');
    padded(text, utc.getDayOfMonth(), 2).append('T');
    padded(text, utc.getHour(), 2).append(':');
    padded(text, utc.getMinute(), 2).append(':');
    padded(text, utc.getSecond(), 2).append('.');
    return padded(text, utc.getNano() / 1_000, 6).append('Z').toString();
  }

  private static StringBuilder padded(StringBuilder text, int number, int digits) {
    String plain = Integer.toString(number);
    return text.append("0".repeat(digits - plain.length())).append(plain);
  }
}
