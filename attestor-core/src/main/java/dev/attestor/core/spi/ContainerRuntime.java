package dev.attestor.core.spi;

import dev.attestor.core.locate.ContainerId;
import java.util.concurrent.CompletableFuture;

/**
 * The container runtime of this node, which knows a container before the kubelet reports it.
 *
 * <p>Its answer is one of three pieces of evidence: it counts only if the cgroup of the process and
 * the kubelet name the same pod. Implementations are thread-safe.
 */
public interface ContainerRuntime extends AutoCloseable {

  /**
   * Asks the runtime for a container, and waits until it runs. Never fails: if the runtime does not
   * know the container or does not answer, the result is {@link RuntimeAnswer.Nothing}. Waits while
   * the container is not started or the runtime is unavailable; cancelling ends the query.
   */
  CompletableFuture<RuntimeAnswer> ask(ContainerId id);

  /** The number of queries so far that ended without an answer of the runtime. */
  default long failures() {
    return 0;
  }

  @Override
  void close();
}
