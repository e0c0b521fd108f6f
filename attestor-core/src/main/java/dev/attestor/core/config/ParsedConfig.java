package dev.attestor.core.config;

import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.ConfigProblem;
import java.util.List;
import java.util.Map;

/**
 * A valid configuration, with warnings and notes.
 *
 * @param remarks warnings and notes
 * @param places positions of the keys that name files, by full key name
 */
public record ParsedConfig(
    K8sConfig config, List<ConfigProblem> remarks, Map<String, Position> places) {

  /** Copies the collections. */
  public ParsedConfig {
    remarks = List.copyOf(remarks);
    places = Map.copyOf(places);
  }
}
