package dev.attestor.spire.sdk.log;

import java.util.Locale;
import java.util.Set;
import org.slf4j.event.Level;

/** Levels: their names in the host's log, and the lowest one that each logger writes. */
final class LogLevels {

  /** These tell a developer of theirs much at debug, and cost time at start. */
  private static final Set<String> QUIET = Set.of("io.netty.", "io.grpc.");

  private LogLevels() {}

  /** The level of that name; {@link Level#DEBUG} for a word that is none. */
  static Level parse(String name) {
    for (Level level : Level.values()) {
      if (level.name().equalsIgnoreCase(name)) {
        return level;
      }
    }
    return Level.DEBUG;
  }

  /** The lowest level of a logger, where {@code lowest} holds in general. */
  static Level lowest(String logger, Level lowest) {
    boolean quiet = QUIET.stream().anyMatch(logger::startsWith);
    return quiet && lowest.toInt() < Level.INFO.toInt() ? Level.INFO : lowest;
  }

  /** {@code trace}, {@code debug}, {@code info}, {@code warn} or {@code error}. */
  static String name(Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
