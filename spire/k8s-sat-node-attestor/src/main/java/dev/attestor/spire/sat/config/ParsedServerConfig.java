package dev.attestor.spire.sat.config;

import dev.attestor.hcl.decode.ConfigProblem;
import java.util.List;

/**
 * A configuration that can be used, and what is still to say about it.
 *
 * @param clusters at least one
 * @param remarks warnings and notes
 */
public record ParsedServerConfig(List<ClusterConfig> clusters, List<ConfigProblem> remarks) {

  /** Copies the lists. */
  public ParsedServerConfig {
    clusters = List.copyOf(clusters);
    remarks = List.copyOf(remarks);
  }
}
