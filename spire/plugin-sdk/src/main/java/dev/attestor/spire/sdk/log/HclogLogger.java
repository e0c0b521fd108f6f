package dev.attestor.spire.sdk.log;

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

/**
 * A logger that writes lines in the selected format, as far as the rate limits allow. Never throws,
 * whatever its arguments.
 */
final class HclogLogger extends LegacyAbstractLogger implements LoggingEventAware {

  private static final long serialVersionUID = 1L;

  /** The field that names the caller that caused an event. */
  private static final String CALLER = "caller";

  private final transient HclogOutput output;
  private final transient LogLine.Format format;
  private final transient LogLimits limits;
  private final int lowest;

  HclogLogger(
      String name, Level lowest, HclogOutput output, LogLine.Format format, LogLimits limits) {
    this.name = name;
    this.lowest = lowest.toInt();
    this.output = output;
    this.format = format;
    this.limits = limits;
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
    List<KeyValuePair> pairs =
        event.getKeyValuePairs() == null ? List.of() : event.getKeyValuePairs();
    String caller =
        pairs.stream()
            .filter(pair -> pair.key.equals(CALLER))
            .map(pair -> LogLine.text(pair.value))
            .findFirst()
            .orElse(null);
    if (isDue(event.getLevel(), event.getMessage(), caller)) {
      LogLine line =
          line(name, event.getLevel(), format(event.getMessage(), event.getArgumentArray()));
      pairs.forEach(pair -> line.field(pair.key, pair.value));
      finish(line, event.getThrowable());
    }
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String message,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    if (isDue(level, message, null)) {
      finish(line(name, level, format(message, arguments)), thrown);
    }
  }

  /** Whether the rate limits allow an event; logs how many were suppressed. */
  private boolean isDue(Level level, @Nullable String message, @Nullable String caller) {
    String kind = message == null ? "" : message;
    LogLimits.Verdict verdict = limits.judge(name, LogLevels.name(level), kind, caller);
    for (LogLimits.Summary summary : verdict.over()) {
      LogLine line =
          line(summary.logger(), Level.WARN, "%s more suppressed".formatted(summary.count()));
      finish(line.field("kind", summary.message()), null);
    }
    if (verdict.first()) {
      LogLine line =
          line(name, Level.WARN, "more events of this kind are suppressed for some seconds");
      finish(line.field("kind", kind), null);
    }
    return verdict.write();
  }

  private LogLine line(String module, Level level, String message) {
    return format.begin(LogLevels.name(level), module, message, Instant.now());
  }

  private void finish(LogLine line, @Nullable Throwable thrown) {
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
