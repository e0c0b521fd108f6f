package dev.attestor.spire.sat.config;

import dev.attestor.hcl.decode.ConfigProblem;
import java.util.List;

/**
 * A valid configuration, with warnings and notes.
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
