package dev.attestor.spire.sat.config;

import java.util.List;
import java.util.Set;

/**
 * One cluster whose agents may be attested.
 *
 * @param name the name that agents call it by, a segment of their SPIFFE IDs
 * @param allowed its service accounts that agents run under, {@code <namespace>:<name>}
 * @param audience one of these has to be in a token's audience; empty: no matter
 * @param tokensOnce whether a token attests one agent only
 */
public record ClusterConfig(
    String name,
    Set<String> allowed,
    TokenValidation validation,
    List<String> audience,
    boolean tokensOnce) {

  /** Copies the collections. */
  public ClusterConfig {
    allowed = Set.copyOf(allowed);
    audience = List.copyOf(audience);
  }
}
