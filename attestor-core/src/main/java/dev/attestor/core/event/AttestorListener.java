package dev.attestor.core.event;

import dev.attestor.core.error.KubeletException;
import org.jspecify.annotations.Nullable;

/**
 * Told what an attestor does, as it does it. Calls come from many threads, in the middle of
 * attestations: an implementation returns at once and throws nothing.
 */
public interface AttestorListener {

  /** Does nothing. */
  AttestorListener NONE = new AttestorListener() {};

  /**
   * An attestation ended.
   *
   * @param nanos how long it took
   */
  default void attested(Outcome outcome, long nanos) {}

  /**
   * Somebody wants a pod list.
   *
   * @param young whether the last list was young enough to answer from
   */
  default void listWanted(boolean young) {}

  /**
   * The kubelet was asked for its pods.
   *
   * @param failure null if it gave a list
   * @param nanos how long it took
   */
  default void kubeletAsked(@Nullable KubeletException failure, long nanos) {}

  /**
   * The kubelet gave a list.
   *
   * @param pods how many are on it
   * @param requestedAt when it was asked for, in {@link System#nanoTime()}
   */
  default void listed(int pods, long requestedAt) {}
}
