package dev.attestor.core.spi;

import dev.attestor.core.locate.ContainerId;
import java.util.concurrent.CompletableFuture;

/**
 * The container runtime of this node, which knows a container before the kubelet tells of it.
 *
 * <p>What it says is one witness among three: it is believed only where the cgroup of the process
 * and the kubelet name the same pod. Implementations are safe for use by many threads.
 */
public interface ContainerRuntime extends AutoCloseable {

  /**
   * What the runtime says of a container once it runs. Never fails: {@link RuntimeAnswer.Nothing}
   * stands for a runtime that does not know it, or does not answer. May take as long as the
   * container is not started, or the runtime is away; cancelling ends the asking.
   */
  CompletableFuture<RuntimeAnswer> ask(ContainerId id);

  /** How many questions it has left open so far because it did not answer. */
  default long failures() {
    return 0;
  }

  @Override
  void close();
}
