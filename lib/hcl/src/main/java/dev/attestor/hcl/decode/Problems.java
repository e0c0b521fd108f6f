package dev.attestor.hcl.decode;

import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.ConfigProblem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects problems, so that all are reported at once. Not thread-safe. */
public final class Problems {

  private static final Position NOWHERE = new Position(Integer.MAX_VALUE, 1);

  private final List<ConfigProblem> found = new ArrayList<>();
  private final Map<String, Position> places = new HashMap<>();

  /** Creates an empty collection. */
  public Problems() {}

  /** Adds a problem that was found elsewhere. */
  public void add(ConfigProblem problem) {
    found.add(problem);
  }

  /** Adds an error, which makes the configuration unusable. The position may be null. */
  public void error(@Nullable Position position, String message) {
    found.add(new ConfigProblem(Severity.ERROR, position, message));
  }

  /**
   * Adds a warning: part of the configuration has no effect, or another effect than it seems to
   * have.
   */
  public void warning(@Nullable Position position, String message) {
    found.add(new ConfigProblem(Severity.WARNING, position, message));
  }

  /** Adds a note. */
  public void note(@Nullable Position position, String message) {
    found.add(new ConfigProblem(Severity.NOTE, position, message));
  }

  /** Records the position of a key whose value can only be checked later. */
  public void remember(String key, @Nullable Position position) {
    if (position != null) {
      places.put(key, position);
    }
  }

  /** The positions recorded with {@link #remember}, by full key name. */
  public Map<String, Position> places() {
    return Map.copyOf(places);
  }

  /**
   * All problems without duplicates, in the order of the text; those without a position come last.
   */
  public List<ConfigProblem> all() {
    Comparator<ConfigProblem> byPlace =
        Comparator.comparing(
            Problems::place,
            Comparator.comparingInt(Position::line).thenComparingInt(Position::column));
    return found.stream().distinct().sorted(byPlace).toList();
  }

  /**
   * Returns the warnings and notes.
   *
   * @throws ConfigException if there is an error; contains all problems
   */
  public List<ConfigProblem> remarks() throws ConfigException {
    if (hasErrors()) {
      throw new ConfigException(all());
    }
    return all();
  }

  /** Whether the configuration is unusable. */
  public boolean hasErrors() {
    return found.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
  }

  private static Position place(ConfigProblem problem) {
    Position position = problem.position();
    return position == null ? NOWHERE : position;
  }
}
