package dev.attestor.spire.plugin.log;

import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Makes one logger per name. */
final class HclogLoggerFactory implements ILoggerFactory {

  private final ConcurrentHashMap<String, Logger> loggers = new ConcurrentHashMap<>();
  private final HclogOutput output;
  private final Level lowest;

  HclogLoggerFactory(HclogOutput output, Level lowest) {
    this.output = output;
    this.lowest = lowest;
  }

  @Override
  public Logger getLogger(String name) {
    return loggers.computeIfAbsent(
        name, n -> new HclogLogger(n, LogLevels.lowest(n, lowest), output));
  }
}
