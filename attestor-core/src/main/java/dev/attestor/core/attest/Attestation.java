package dev.attestor.core.attest;

import dev.attestor.core.pod.Placement;
import dev.attestor.core.pod.Selectors;

/** What is known of a process. */
public sealed interface Attestation {

  /** The selectors; none for a process in no pod. */
  Selectors selectors();

  /**
   * A process of a pod; its container is part of the placement unless container selectors are off.
   *
   * @param selectors those of the placement, and what was added to them
   */
  record InPod(Placement placement, Selectors selectors) implements Attestation {}

  /** A process in no pod of this node, as far as its own container cannot lie about it. */
  record NotInPod() implements Attestation {
    private static final Selectors NONE = new Selectors(java.util.List.of());

    @Override
    public Selectors selectors() {
      return NONE;
    }
  }
}
