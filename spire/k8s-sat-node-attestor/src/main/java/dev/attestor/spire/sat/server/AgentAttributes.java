package dev.attestor.spire.sat.server;

import java.util.List;

/**
 * Who an agent is.
 *
 * @param selectors sorted, without the type in front
 */
public record AgentAttributes(String spiffeId, List<String> selectors) {

  /** Copies the list. */
  public AgentAttributes {
    selectors = List.copyOf(selectors);
  }
}
