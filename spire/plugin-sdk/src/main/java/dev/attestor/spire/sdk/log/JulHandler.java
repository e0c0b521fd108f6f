package dev.attestor.spire.sdk.log;

import java.util.function.Function;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Passes what libraries log with {@code java.util.logging}, from INFO on, to slf4j. */
final class JulHandler extends Handler {

  private final Function<String, Logger> loggers;
  private final Formatter formatter = new SimpleFormatter();

  JulHandler(Function<String, Logger> loggers) {
    this.loggers = loggers;
    setLevel(java.util.logging.Level.INFO);
  }

  @Override
  public void publish(LogRecord entry) {
    if (!isLoggable(entry)) {
      return;
    }
    String name = entry.getLoggerName() == null ? "" : entry.getLoggerName();
    loggers
        .apply(name)
        .atLevel(level(entry.getLevel()))
        .setCause(entry.getThrown())
        .log(String.valueOf(formatter.formatMessage(entry)));
  }

  static Level level(java.util.logging.Level level) {
    if (level.intValue() >= java.util.logging.Level.SEVERE.intValue()) {
      return Level.ERROR;
    }
    if (level.intValue() >= java.util.logging.Level.WARNING.intValue()) {
      return Level.WARN;
    }
    return level.intValue() >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
