package dev.attestor.core.spi;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.ProcessException;

/**
 * The platform's lookup from a process to its container.
 *
 * <p>Implementations take evidence only from what a workload cannot forge, and are safe for use by
 * many threads.
 */
public interface ContainerLocator {

  /**
   * Pins a process against reuse of its number, and tells where it runs.
   *
   * @param pid the number, as this process sees it
   * @return to be closed by the caller
   * @throws ProcessException if there is no such process, or it cannot be looked at
   * @throws ConflictingEvidenceException if the platform names two different containers
   */
  LocatedProcess locate(int pid);

  /**
   * Whether {@link #locate} takes microseconds only, whatever others do on this host. Then it runs
   * on the thread of whoever asks, which many may wait for; else on threads of its own.
   */
  default boolean isQuick() {
    return true;
  }
}
