package dev.attestor.core.event;

import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Receives events of an attestor while they happen. Calls come from many threads in the middle of
 * attestations: implementations must return at once and must not throw.
 */
public interface AttestorListener {

  /** Does nothing. */
  AttestorListener NONE = new AttestorListener() {};

  /**
   * An attestation ended.
   *
   * @param nanos its duration
   */
  default void attested(Outcome outcome, long nanos) {}

  /**
   * A process was found in a pod.
   *
   * @param source what decided it
   * @param nanos the age of what decided it
   */
  default void found(Source source, long nanos) {}

  /**
   * A caller needs a pod list.
   *
   * @param young whether the last list was fresh enough to answer from
   */
  default void listWanted(boolean young) {}

  /**
   * The kubelet's pod list was requested.
   *
   * @param failure null if the request succeeded
   * @param nanos its duration
   */
  default void kubeletAsked(@Nullable KubeletException failure, long nanos) {}

  /**
   * The kubelet returned a list.
   *
   * @param pods the number of pods in it
   * @param requestedAt when it was requested, in {@link System#nanoTime()}
   */
  default void listed(int pods, long requestedAt) {}
}
