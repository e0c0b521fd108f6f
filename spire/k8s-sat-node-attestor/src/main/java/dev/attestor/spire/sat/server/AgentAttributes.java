package dev.attestor.spire.sat.server;

import java.util.List;

/**
 * The identity of an agent.
 *
 * @param selectors sorted, without the type prefix
 * @param canReattest whether the agent may attest again under this ID
 */
public record AgentAttributes(String spiffeId, List<String> selectors, boolean canReattest) {

  /** Copies the list. */
  public AgentAttributes {
    selectors = List.copyOf(selectors);
  }
}
