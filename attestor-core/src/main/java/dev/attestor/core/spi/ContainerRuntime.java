package dev.attestor.core.spi;

import dev.attestor.core.locate.ContainerId;
import java.util.concurrent.CompletableFuture;

/**
 * The container runtime of this node, which knows a container before the kubelet reports it.
 *
 * <p>Its answer is one of three pieces of evidence, besides the kernel and the kubelet, which have
 * to agree. Implementations are thread-safe.
 */
public interface ContainerRuntime extends AutoCloseable {

  /**
   * Asks the runtime for a container. Waits while the runtime is unavailable; cancelling ends the
   * query. Never fails: if the runtime does not know the container, or says that it has ended, or
   * cannot be asked, the result is {@link RuntimeAnswer.Nothing}.
   */
  CompletableFuture<RuntimeAnswer> ask(ContainerId id);

  /** The number of queries so far that ended without an answer of the runtime. */
  default long failures() {
    return 0;
  }

  @Override
  void close();
}
