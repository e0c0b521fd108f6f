package dev.attestor.core.spi;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;

/**
 * Notices new pods and containers before their first process runs, and tells so. What it tells are
 * hints, not evidence: it may be late, incomplete or forged. No answer may rest on it.
 */
public interface ContainerArrivals extends AutoCloseable {

  /** Told of arrivals, by one thread. Returns at once and does not throw. */
  interface Listener {

    /** A pod seems to have arrived. */
    void pod(PodUid pod);

    /** A container, or the pod's sandbox, seems to have arrived. */
    void container(PodUid pod, ContainerId container);
  }

  /** Begins to tell a listener; called at most once. Does not wait, and never fails. */
  void start(Listener listener);

  @Override
  void close();
}
