package dev.attestor.spire.sat.server;

import java.util.List;

/**
 * The identity of an agent.
 *
 * @param selectors sorted, without the type prefix
 */
public record AgentAttributes(String spiffeId, List<String> selectors) {

  /** Copies the list. */
  public AgentAttributes {
    selectors = List.copyOf(selectors);
  }
}
