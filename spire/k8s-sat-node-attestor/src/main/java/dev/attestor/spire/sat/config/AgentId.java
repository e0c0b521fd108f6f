package dev.attestor.spire.sat.config;

import dev.attestor.spire.sat.BoundObject;
import dev.attestor.spire.sat.ValidToken;
import java.util.Optional;

/** What the last segment of the ID of a cluster's agents is. */
public enum AgentId {
  /** A new random UUID for each attestation, as in SPIRE's own plugin. */
  UUID,
  /** The UID of the node: agents of one node are one agent, which may attest again. */
  NODE,
  /** The UID of the pod: a pod is one agent, which may attest again. */
  POD;

  /** Whether an agent has the same ID when it attests again. */
  public boolean isLasting() {
    return this != UUID;
  }

  /** The segment for a token that is bound as this needs it. */
  public String segment(ValidToken token) {
    return switch (this) {
      case UUID -> java.util.UUID.randomUUID().toString();
      case NODE -> uid(token.node());
      case POD -> uid(token.pod());
    };
  }

  /** Whether tokens with that binding name what this needs. */
  boolean suits(TokenBinding binding) {
    return switch (this) {
      case UUID -> true;
      case NODE -> binding == TokenBinding.NODE;
      case POD -> binding != TokenBinding.IGNORE;
    };
  }

  private static String uid(Optional<BoundObject> bound) {
    return bound.map(BoundObject::uid).orElseThrow();
  }
}
