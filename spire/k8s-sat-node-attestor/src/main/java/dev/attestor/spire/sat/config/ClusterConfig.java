package dev.attestor.spire.sat.config;

import java.util.List;
import java.util.Set;

/**
 * A cluster whose agents may attest.
 *
 * @param name the name that agents send; also a segment of their SPIFFE IDs
 * @param allowed the service accounts that agents may run under, {@code <namespace>:<name>}
 * @param audience a token's audience must contain one of these; if empty, any audience is accepted
 * @param tokensOnce whether a token attests only one agent
 * @param binding what tokens must be bound to
 * @param agentId what the IDs of agents end with; suits the binding
 */
public record ClusterConfig(
    String name,
    Set<String> allowed,
    TokenValidation validation,
    List<String> audience,
    boolean tokensOnce,
    TokenBinding binding,
    AgentId agentId) {

  /** Copies the collections. */
  public ClusterConfig {
    allowed = Set.copyOf(allowed);
    audience = List.copyOf(audience);
  }
}
