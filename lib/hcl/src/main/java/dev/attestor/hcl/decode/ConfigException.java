package dev.attestor.hcl.decode;

import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.ConfigProblem.Severity;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A configuration that cannot be used. It holds every problem, not just the first. */
public final class ConfigException extends Exception {

  private final transient List<ConfigProblem> problems;

  /** Takes all problems, errors and others. */
  public ConfigException(List<ConfigProblem> problems) {
    super(
        problems.stream()
            .filter(problem -> problem.severity() == Severity.ERROR)
            .map(ConfigException::describe)
            .collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** All that was found, in the order of the text. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  private static String describe(ConfigProblem problem) {
    return where(problem.position()) + problem.message();
  }

  private static String where(@Nullable Position position) {
    return position == null ? "" : "line " + position.line() + ": ";
  }
}
