package dev.attestor.core.spi;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.locate.Location;
import java.util.function.Consumer;

/**
 * Finds the container of a process on a platform.
 *
 * <p>Implementations use only evidence that a workload cannot forge, and are thread-safe.
 */
public interface ContainerLocator extends AutoCloseable {

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
   * The same, and shows the evidence, also if there is no answer. Platforms that read no text show
   * none.
   */
  default Location locate(int pid, ProcessPin pin, Consumer<Evidence> seen) {
    return locate(pid, pin);
  }

  /**
   * Whether {@link #locate} always takes only microseconds, regardless of other processes on this
   * host. If so, it runs on the caller's thread, which may serve many callers; otherwise on
   * separate threads.
   */
  default boolean isQuick() {
    return true;
  }

  /** Lets go of what it keeps between two lookups. Pins that are in use stay valid. */
  @Override
  default void close() {}
}
