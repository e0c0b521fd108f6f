package dev.attestor.spire.sdk.log;

import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Creates one logger per name. */
final class HclogLoggerFactory implements ILoggerFactory {

  private final ConcurrentHashMap<String, Logger> loggers = new ConcurrentHashMap<>();
  private final HclogOutput output;
  private final Level lowest;
  private final LogLine.Format format;
  private final LogLimits limits;

  HclogLoggerFactory(HclogOutput output, Level lowest, LogLine.Format format, LogLimits limits) {
    this.output = output;
    this.lowest = lowest;
    this.format = format;
    this.limits = limits;
  }

  @Override
  public Logger getLogger(String name) {
    return loggers.computeIfAbsent(
        name, n -> new HclogLogger(n, LogLevels.lowest(n, lowest), output, format, limits));
  }
}
