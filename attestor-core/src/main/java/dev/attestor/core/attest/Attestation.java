package dev.attestor.core.attest;

import dev.attestor.core.pod.Placement;
import dev.attestor.core.pod.Selectors;

/** The result of an attestation. */
public sealed interface Attestation {

  /** The selectors; empty for a process that is not in a pod. */
  Selectors selectors();

  /**
   * A process in a pod. The placement includes its container, unless container selectors are
   * disabled.
   *
   * @param selectors those of the placement and all added ones
   */
  record InPod(Placement placement, Selectors selectors) implements Attestation {}

  /**
   * A process that is in no pod of this node, based only on evidence that its container cannot
   * forge.
   */
  record NotInPod() implements Attestation {
    private static final Selectors NONE = new Selectors(java.util.List.of());

    @Override
    public Selectors selectors() {
      return NONE;
    }
  }
}
