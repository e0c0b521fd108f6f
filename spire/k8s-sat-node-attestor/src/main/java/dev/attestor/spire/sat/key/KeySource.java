package dev.attestor.spire.sat.key;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The active keys. They are read once, or again at intervals. If the files become unusable, the
 * previous keys stay active. Thread-safe.
 */
public final class KeySource implements ClusterKeys {

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
   * @param interval the maximum age of the keys before their next use reads the files again; if
   *     empty, they are read once
   * @throws KeyFileException if the files are unusable
   */
  public KeySource(KeyFiles files, Optional<Duration> interval, Clock clock)
      throws KeyFileException {
    this.files = files;
    this.interval = interval;
    this.clock = clock;
    this.keys = files.read();
    this.due = next();
  }

  @Override
  public List<VerificationKey> candidates(String algorithm, Optional<String> keyId) {
    return keys().candidates(algorithm, keyId.orElse(null));
  }

  /** The active keys. */
  public KeySet keys() {
    if (interval.isPresent() && !clock.instant().isBefore(due) && reading.tryLock()) {
      try {
        due = next();
        keys = files.read();
      } catch (KeyFileException e) {
        LOG.atWarn()
            .addKeyValue("error", e.getMessage())
            .log("The key file cannot be used, the previous keys stay active");
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
