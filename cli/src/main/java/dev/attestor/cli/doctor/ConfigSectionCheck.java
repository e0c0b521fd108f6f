package dev.attestor.cli.doctor;

import dev.attestor.hcl.decode.ConfigProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Whether a part of the configuration is valid, or what it needs is allowed. */
public final class ConfigSectionCheck {

  private final String what;
  private final String option;
  private final boolean configured;
  private final Supplier<List<ConfigProblem>> problems;
  private final String success;
  private final String remedy;

  /**
   * Creates a check.
   *
   * @param option the option that enables the part
   * @param configured whether it does
   * @param problems reads the files of the part
   */
  public ConfigSectionCheck(
      String what, String option, boolean configured, Supplier<List<ConfigProblem>> problems) {
    this(
        what,
        option,
        configured,
        problems,
        "the files of " + option + " were read; no server was asked",
        "correct what the message names, or its option");
  }

  private ConfigSectionCheck(
      String what,
      String option,
      boolean configured,
      Supplier<List<ConfigProblem>> problems,
      String success,
      String remedy) {
    this.what = what;
    this.option = option;
    this.configured = configured;
    this.problems = problems;
    this.success = success;
    this.remedy = remedy;
  }

  /**
   * Creates a check that asks the API server for the rights of our account.
   *
   * @param needed whether there is one to ask for
   */
  public static ConfigSectionCheck ofServer(
      String what,
      String option,
      boolean configured,
      boolean needed,
      Supplier<List<ConfigProblem>> problems) {
    return new ConfigSectionCheck(
        what,
        option,
        configured,
        problems,
        needed
            ? "the API server allows what " + option + " needs"
            : option + " needs no right beyond those on the types that brokers ask about",
        "grant it with a ClusterRole, as docs/brokers.md has one");
  }

  List<Finding> run() {
    if (!configured) {
      return List.of(Finding.leftOut(what, option + " is not set"));
    }
    List<Finding> findings = new ArrayList<>();
    for (ConfigProblem problem : problems.get()) {
      findings.add(Finding.problem(what, problem.message(), remedy));
    }
    return findings.isEmpty() ? List.of(Finding.ok(what, success)) : findings;
  }
}
