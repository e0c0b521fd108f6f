package dev.attestor.core.spi;

import dev.attestor.core.error.ProcessException;
import dev.attestor.core.error.ProcessException.Kind;

/**
 * A hold on one process, so that its number cannot come to mean another one unnoticed: a pidfd or a
 * start time on Linux, a handle on Windows. Safe for use by many threads.
 */
public interface ProcessPin extends AutoCloseable {

  /** Whether the pinned process still runs; in doubt, and once this is closed, it does not. */
  boolean isRunning();

  /**
   * Returns only if the pinned process still runs.
   *
   * @param pid the number by which it was pinned
   * @throws ProcessException if it ended, even if its number is in use again
   */
  default void requireRunning(int pid) {
    if (!isRunning()) {
      throw new ProcessException(
          Kind.GONE, pid, "process %s ended while it was looked at".formatted(pid));
    }
  }

  /** Lets go of the process. Closing it more than once does no harm. */
  @Override
  void close();
}
