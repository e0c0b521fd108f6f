package dev.attestor.core.spi;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.locate.Location;

/**
 * The platform's lookup from a process to its container.
 *
 * <p>Implementations take evidence only from what a workload cannot forge, and are safe for use by
 * many threads.
 */
public interface ContainerLocator {

  /**
   * Pins the process that has a number now. Takes microseconds only.
   *
   * @param pid the number, as this process sees it
   * @return to be closed by the caller
   * @throws ProcessException if there is no such process, or it cannot be looked at
   */
  ProcessPin pin(int pid);

  /**
   * Tells where a pinned process runs.
   *
   * @param pid the number that it had when it was pinned
   * @throws ProcessException if it has ended, or cannot be looked at
   * @throws ConflictingEvidenceException if the platform names two different containers
   */
  Location locate(int pid, ProcessPin pin);

  /**
   * Whether {@link #locate} takes microseconds only, whatever others do on this host. Then it runs
   * on the thread of whoever asks, which many may wait for; else on threads of its own.
   */
  default boolean isQuick() {
    return true;
  }
}
