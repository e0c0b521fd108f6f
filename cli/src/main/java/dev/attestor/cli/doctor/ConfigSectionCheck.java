package dev.attestor.cli.doctor;

import dev.attestor.hcl.decode.ConfigProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Whether a part of the configuration is valid, as far as this can be checked without a request.
 */
public final class ConfigSectionCheck {

  private final String what;
  private final String option;
  private final boolean configured;
  private final Supplier<List<ConfigProblem>> problems;

  /**
   * Creates a check.
   *
   * @param option the option that enables the part
   * @param configured whether it does
   * @param problems reads the files of the part
   */
  public ConfigSectionCheck(
      String what, String option, boolean configured, Supplier<List<ConfigProblem>> problems) {
    this.what = what;
    this.option = option;
    this.configured = configured;
    this.problems = problems;
  }

  List<Finding> run() {
    if (!configured) {
      return List.of(Finding.leftOut(what, option + " is not set"));
    }
    List<Finding> findings = new ArrayList<>();
    for (ConfigProblem problem : problems.get()) {
      findings.add(
          Finding.problem(
              what, problem.message(), "correct what the message names, or its option"));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(what, "the files of " + option + " were read; no server was asked"))
        : findings;
  }
}
