package dev.attestor.spire.plugin.log;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.event.Level;

/** Writes what libraries log through {@code java.util.logging}, from INFO on. */
final class JulHandler extends Handler {

  private final HclogOutput output;
  private final Formatter formatter = new SimpleFormatter();

  JulHandler(HclogOutput output) {
    this.output = output;
    setLevel(java.util.logging.Level.INFO);
  }

  @Override
  public void publish(LogRecord entry) {
    if (!isLoggable(entry)) {
      return;
    }
    String module = entry.getLoggerName() == null ? "" : entry.getLoggerName();
    HclogLine line =
        new HclogLine(
            LogLevels.name(level(entry.getLevel())),
            module,
            String.valueOf(formatter.formatMessage(entry)),
            entry.getInstant());
    if (entry.getThrown() != null) {
      line.thrown(entry.getThrown());
    }
    output.write(line.toBytes());
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
