package dev.attestor.spi;

import dev.attestor.error.ProcessException;
import dev.attestor.locate.Location;

/** One process, pinned from the moment it was located until this is closed. */
public interface LocatedProcess extends AutoCloseable {

  /** Where it ran when it was located. */
  Location location();

  /**
   * Returns only if the process that was located still runs.
   *
   * @throws ProcessException if it ended, even if its number is in use again
   */
  void requireRunning();

  @Override
  void close();
}
