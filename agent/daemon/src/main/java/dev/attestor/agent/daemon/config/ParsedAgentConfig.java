package dev.attestor.agent.daemon.config;

import dev.attestor.hcl.decode.ConfigProblem;
import java.util.List;

/**
 * A valid configuration, with warnings and notes.
 *
 * @param remarks warnings and notes
 */
public record ParsedAgentConfig(AgentConfig config, List<ConfigProblem> remarks) {

  /** Copies the list. */
  public ParsedAgentConfig {
    remarks = List.copyOf(remarks);
  }
}
