package dev.attestor.spire.sdk.log;

import java.util.Locale;
import java.util.Set;
import org.slf4j.event.Level;

/** Level names in the host's log, and the lowest level of each logger. */
final class LogLevels {

  /** At debug, these loggers are only useful to their developers, and slow the start down. */
  private static final Set<String> QUIET = Set.of("io.netty.", "io.grpc.", "org.jose4j.");

  private LogLevels() {}

  /** The level with this name; {@link Level#DEBUG} if the name is unknown. */
  static Level parse(String name) {
    for (Level level : Level.values()) {
      if (level.name().equalsIgnoreCase(name)) {
        return level;
      }
    }
    return Level.DEBUG;
  }

  /** The lowest level of a logger, if {@code lowest} is the general one. */
  static Level lowest(String logger, Level lowest) {
    boolean quiet = QUIET.stream().anyMatch(logger::startsWith);
    return quiet && lowest.toInt() < Level.INFO.toInt() ? Level.INFO : lowest;
  }

  /** {@code trace}, {@code debug}, {@code info}, {@code warn} or {@code error}. */
  static String name(Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
