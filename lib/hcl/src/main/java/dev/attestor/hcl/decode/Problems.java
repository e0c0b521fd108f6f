package dev.attestor.hcl.decode;

import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.ConfigProblem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong, so that all of it is told at once. For one thread. */
public final class Problems {

  private static final Position NOWHERE = new Position(Integer.MAX_VALUE, 1);

  private final List<ConfigProblem> found = new ArrayList<>();
  private final Map<String, Position> places = new HashMap<>();

  /** Starts with none. */
  public Problems() {}

  /** Adds what makes the configuration useless; the place may be unknown. */
  public void error(@Nullable Position position, String message) {
    found.add(new ConfigProblem(Severity.ERROR, position, message));
  }

  /** Adds what has no effect, or another than it seems. */
  public void warning(@Nullable Position position, String message) {
    found.add(new ConfigProblem(Severity.WARNING, position, message));
  }

  /** Adds what is good to know. */
  public void note(@Nullable Position position, String message) {
    found.add(new ConfigProblem(Severity.NOTE, position, message));
  }

  /** Remembers where a key stands whose value only later proves to be of no use. */
  public void remember(String key, @Nullable Position position) {
    if (position != null) {
      places.put(key, position);
    }
  }

  /** Where keys stand that were remembered, by their full names. */
  public Map<String, Position> places() {
    return Map.copyOf(places);
  }

  /** Each once, in the order of the text, those without a place last. */
  public List<ConfigProblem> all() {
    Comparator<ConfigProblem> byPlace =
        Comparator.comparing(
            Problems::place,
            Comparator.comparingInt(Position::line).thenComparingInt(Position::column));
    return found.stream().distinct().sorted(byPlace).toList();
  }

  /**
   * All there are, if none of them is an error.
   *
   * @throws ConfigException otherwise, with all of them
   */
  public List<ConfigProblem> remarks() throws ConfigException {
    if (hasErrors()) {
      throw new ConfigException(all());
    }
    return all();
  }

  /** Whether the configuration is useless. */
  public boolean hasErrors() {
    return found.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
  }

  private static Position place(ConfigProblem problem) {
    Position position = problem.position();
    return position == null ? NOWHERE : position;
  }
}
