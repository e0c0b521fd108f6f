package dev.attestor.cli;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.explain.Explanation;
import dev.attestor.hcl.HclSyntaxException;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a report needs, in a zip file without secrets: the configuration, versions, the doctor's
 * findings, explanations of processes.
 */
final class SupportReport {

  /** An explanation may wait for the kubelet; after this time, no other begins. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final ConfigFile file;

  /** Reports about a node with that configuration. */
  SupportReport(ConfigFile file) {
    this.file = file;
  }

  /** Which processes are explained. May add a part of its own. */
  interface Choice {
    List<Integer> choose(SupportBundle bundle, K8sConfig config) throws IOException;
  }

  /** The doctor's findings. */
  interface Findings {
    List<String> lines(Parsed<K8sConfig> parsed) throws IOException;
  }

  /**
   * Writes the file, and prints what is in it.
   *
   * @return an exit code
   */
  int write(Path target, Console console, Findings findings, Choice choice) throws IOException {
    try {
      SupportBundle.write(
          target,
          bundle -> {
            // Not expanded: values of environment variables may be secret.
            bundle.add("config.hcl", shownConfig());
            bundle.add("versions.txt", SupportBundle.versions());
            collect(bundle, findings, choice);
            bundle.names().forEach(name -> console.result("%s: %s".formatted(target, name)));
          });
      return ExitCode.OK;
    } catch (FileAlreadyExistsException e) {
      console.error("the file \"%s\" exists, expected a new one".formatted(target));
      return ExitCode.FAILED;
    }
  }

  private void collect(SupportBundle bundle, Findings findings, Choice choice) throws IOException {
    Parsed<K8sConfig> parsed;
    try {
      parsed = file.read();
    } catch (ConfigException e) {
      bundle.add(
          "config-problems.txt",
          "The configuration is refused, so nothing else could be collected. Problems at these"
              + " places:\n"
              + text(e.problems().stream().map(SupportReport::place).toList()));
      return;
    }
    bundle.part("doctor.txt", () -> text(findings.lines(parsed)));
    explain(bundle, parsed.config(), choice.choose(bundle, parsed.config()));
  }

  private static void explain(SupportBundle bundle, K8sConfig config, List<Integer> pids)
      throws IOException {
    long began = System.nanoTime();
    List<Explanation> all = new ArrayList<>();
    for (int pid : pids) {
      if (System.nanoTime() - began > LONGEST.toNanos()) {
        bundle.add(
            "explanations-missing.txt",
            "%s of %s processes are explained, as those took more than %s s\n"
                .formatted(all.size(), pids.size(), LONGEST.toSeconds()));
        break;
      }
      bundle.part(
          "explain-%s.txt".formatted(pid),
          () -> {
            Explanation explanation = ExplainCommand.explain(config, pid);
            all.add(explanation);
            return ExplanationText.of(explanation) + "\n";
          });
    }
    if (!all.isEmpty()) {
      bundle.part("explain.json", () -> ExplanationText.json(all) + "\n");
    }
  }

  static String text(List<String> lines) {
    return lines.stream().collect(Collectors.joining("\n", "", "\n"));
  }

  /** Without the message, which may show a value. */
  static String place(ConfigProblem problem) {
    return "%s%s"
        .formatted(
            problem.severity(),
            problem.position() == null ? "" : " in line " + problem.position().line());
  }

  private String shownConfig() {
    try {
      return ShownConfig.of(file.unexpanded().text());
    } catch (HclSyntaxException e) {
      return "# it is not HCL, so it is left out; see: attestor config check\n";
    } catch (ConfigException e) {
      return "# it cannot be read\n";
    }
  }
}
