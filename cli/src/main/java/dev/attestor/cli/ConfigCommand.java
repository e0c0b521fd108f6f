package dev.attestor.cli;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.kubelet.FileRemark;
import dev.attestor.core.kubelet.KubeletFiles;
import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code attestor config}: checks configuration files. */
@Command(
    name = "config",
    description = "Look at configuration files.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ConfigCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  ConfigCommand() {}

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "expected a command");
    }
  }

  @Command(
      name = "check",
      description = {
        "Check a configuration: keys, values, and the files it names where they are on this host.",
        "Exits with 0 if it can be used, with 1 if not."
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  int check(
      @Parameters(
              paramLabel = "FILE",
              description =
                  "The k8s plugin's data, or a SPIRE agent's configuration that holds it.")
          Path file,
      @Mixin ExpandOption expand) {
    Console console = Console.of(java.util.Objects.requireNonNull(spec));
    try {
      Parsed<K8sConfig> parsed = expand.file(file).read();
      tell(console, file, parsed.remarks());
      return checkFiles(console, file, parsed);
    } catch (ConfigException e) {
      tell(console, file, e.problems());
      return ExitCode.FAILED;
    }
  }

  /**
   * A named file may be missing on the host where a configuration is checked; if it exists, it must
   * be valid.
   */
  private static int checkFiles(Console console, Path file, Parsed<K8sConfig> parsed) {
    Problems problems = new Problems();
    checkKubeletFiles(parsed, problems);
    ConfigSectionChecks parts = new ConfigSectionChecks(parsed);
    parts.namespaces().forEach(problems::add);
    parts.images().forEach(problems::add);
    tell(console, file, problems.all());
    if (problems.hasErrors()) {
      return ExitCode.FAILED;
    }
    console.result(file + ": ok");
    return ExitCode.OK;
  }

  private static void checkKubeletFiles(Parsed<K8sConfig> parsed, Problems problems) {
    for (FileRemark remark : KubeletFiles.look(parsed.config().kubelet(), Instant.now())) {
      Position place = parsed.places().get(remark.option());
      if (remark.severity() == FileRemark.Severity.ERROR) {
        problems.error(place, remark.message());
      } else {
        problems.warning(place, remark.message());
      }
    }
  }

  private static void tell(Console console, Path file, List<ConfigProblem> problems) {
    problems.forEach(problem -> console.say("%s: %s".formatted(file, problem)));
  }
}
