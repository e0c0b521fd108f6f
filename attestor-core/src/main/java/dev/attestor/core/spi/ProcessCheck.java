package dev.attestor.core.spi;

import dev.attestor.core.error.ProcessException;

/** Somebody's hold on one process. */
@FunctionalInterface
public interface ProcessCheck {

  /**
   * Returns only if the process still runs.
   *
   * @throws ProcessException if it ended, even if its number is in use again
   */
  void requireRunning();
}
