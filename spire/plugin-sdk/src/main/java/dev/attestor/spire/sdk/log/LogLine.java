package dev.attestor.spire.sdk.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A line for one event that is being written. Its texts cannot break the line. */
interface LogLine {

  /** Creates the start of a line. */
  @FunctionalInterface
  interface Format {
    LogLine begin(String level, String module, String message, Instant time);
  }

  /** Adds a field. */
  LogLine field(String key, @Nullable Object value);

  /** Adds an exception with its stack trace. */
  LogLine thrown(Throwable thrown);

  /** The line with its line feed. */
  byte[] toBytes();

  /** The value's {@code toString()}. If that fails, its type, because logging must not fail. */
  static String text(@Nullable Object value) {
    try {
      return String.valueOf(value);
    } catch (RuntimeException e) {
      return "unprintable " + (value == null ? "null" : value.getClass().getName());
    }
  }
}
