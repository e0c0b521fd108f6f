package dev.attestor.hcl.decode;

import dev.attestor.hcl.Position;
import java.util.List;
import java.util.Map;

/**
 * A valid configuration, with warnings and notes.
 *
 * @param remarks warnings and notes
 * @param places positions of the keys that name files, by full key name
 */
public record Parsed<T>(T config, List<ConfigProblem> remarks, Map<String, Position> places) {

  /** Copies the collections. */
  public Parsed {
    remarks = List.copyOf(remarks);
    places = Map.copyOf(places);
  }

  /** A configuration without files to look at. */
  public Parsed(T config, List<ConfigProblem> remarks) {
    this(config, remarks, Map.of());
  }
}
