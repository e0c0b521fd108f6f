package dev.attestor.hcl.decode;

import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.ConfigProblem.Severity;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Thrown if a configuration cannot be used. Contains every problem, not only the first. */
public final class ConfigException extends Exception {

  private final transient List<ConfigProblem> problems;

  /** Takes all problems, including warnings and notes. */
  public ConfigException(List<ConfigProblem> problems) {
    super(
        problems.stream()
            .filter(problem -> problem.severity() == Severity.ERROR)
            .map(ConfigException::describe)
            .collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** All problems, in the order of the text. */
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
