package dev.attestor.spire.sdk.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A line in the host's log format: a JSON object in UTF-8, shorter than 64 KiB including its line
 * feed.
 *
 * <p>Every value is a JSON string: the host requires strings for keys that start with {@code @},
 * and would print large numbers with an exponent. Long values are truncated and end in {@code ...};
 * fields that do not fit are dropped.
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
   * Adds a field. A key that starts with {@code @} could be mistaken for a reserved one and gets
   * the prefix {@code _}.
   */
  @Override
  public HclogLine field(String key, @Nullable Object value) {
    String name = key.startsWith("@") ? "_" + key.substring(1) : key;
    pair(JsonText.cut(name, 1_000), JsonText.cut(LogLine.text(value), MAX_FIELD));
    return this;
  }

  /** Adds an exception as the fields {@code error} and {@code stacktrace}. */
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

  /** The line with its line feed. */
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

  /** Always six fraction digits: the host rejects three or nine. */
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
