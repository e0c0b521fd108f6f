package dev.attestor.spire.sat.key;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys in force: those of the files as they were at first, or as they are now and then. Files
 * that cannot be used any more leave the keys as they are. Safe for concurrent use.
 */
public final class KeySource {

  private static final Logger LOG = LoggerFactory.getLogger(KeySource.class);

  private final KeyFiles files;
  private final Optional<Duration> interval;
  private final Clock clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile KeySet keys;
  private volatile Instant due;

  /**
   * Reads the files.
   *
   * @param interval how old keys may get before the next use reads the files again; empty: as old
   *     as the process
   * @throws KeyFileException if they cannot be used
   */
  public KeySource(KeyFiles files, Optional<Duration> interval, Clock clock)
      throws KeyFileException {
    this.files = files;
    this.interval = interval;
    this.clock = clock;
    this.keys = files.read();
    this.due = next();
  }

  /** The keys in force. */
  public KeySet keys() {
    if (interval.isPresent() && !clock.instant().isBefore(due) && reading.tryLock()) {
      try {
        due = next();
        keys = files.read();
      } catch (KeyFileException e) {
        LOG.atWarn()
            .addKeyValue("error", e.getMessage())
            .log("The keys stay as they are: their file cannot be used");
      } finally {
        reading.unlock();
      }
    }
    return keys;
  }

  private Instant next() {
    return interval.map(clock.instant()::plus).orElse(Instant.MAX);
  }
}
