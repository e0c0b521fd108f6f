package dev.attestor.spire.sdk.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One event while it is written: a line, whatever the texts in it. */
interface LogLine {

  /** How an event begins. */
  @FunctionalInterface
  interface Format {
    LogLine begin(String level, String module, String message, Instant time);
  }

  /** Adds a field. */
  LogLine field(String key, @Nullable Object value);

  /** Adds what was thrown, with its trace. */
  LogLine thrown(Throwable thrown);

  /** The line with its line break. */
  byte[] toBytes();

  /** A value's own words; what it is if it has none, for logging must not fail. */
  static String text(@Nullable Object value) {
    try {
      return String.valueOf(value);
    } catch (RuntimeException e) {
      return "unprintable " + (value == null ? "null" : value.getClass().getName());
    }
  }
}
