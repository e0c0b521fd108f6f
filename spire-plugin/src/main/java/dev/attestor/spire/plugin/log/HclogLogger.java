package dev.attestor.spire.plugin.log;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** A logger whose lines the host understands. Never throws, whatever it is given. */
final class HclogLogger extends LegacyAbstractLogger implements LoggingEventAware {

  private static final long serialVersionUID = 1L;

  private final transient HclogOutput output;
  private final int lowest;

  HclogLogger(String name, Level lowest, HclogOutput output) {
    this.name = name;
    this.lowest = lowest.toInt();
    this.output = output;
  }

  @Override
  public boolean isTraceEnabled() {
    return isEnabled(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return isEnabled(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return isEnabled(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return isEnabled(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return isEnabled(Level.ERROR);
  }

  private boolean isEnabled(Level level) {
    return level.toInt() >= lowest;
  }

  @Override
  public void log(LoggingEvent event) {
    HclogLine line = line(event.getLevel(), format(event.getMessage(), event.getArgumentArray()));
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> line.field(pair.key, pair.value));
    }
    finish(line, event.getThrowable());
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String message,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    finish(line(level, format(message, arguments)), thrown);
  }

  private HclogLine line(Level level, String message) {
    return new HclogLine(LogLevels.name(level), name, message, Instant.now());
  }

  private void finish(HclogLine line, @Nullable Throwable thrown) {
    if (thrown != null) {
      line.thrown(thrown);
    }
    output.write(line.toBytes());
  }

  private static String format(@Nullable String message, Object @Nullable [] arguments) {
    String formatted = MessageFormatter.basicArrayFormat(message, arguments);
    return formatted == null ? "" : formatted;
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }
}
