package dev.attestor.core.config;

import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.ConfigProblem;
import java.util.List;
import java.util.Map;

/**
 * A configuration that can be used, and what is still to say about it.
 *
 * @param remarks warnings and notes
 * @param places where the keys stand that name files, by their full names
 */
public record ParsedConfig(
    K8sConfig config, List<ConfigProblem> remarks, Map<String, Position> places) {

  /** Copies the collections. */
  public ParsedConfig {
    remarks = List.copyOf(remarks);
    places = Map.copyOf(places);
  }
}
