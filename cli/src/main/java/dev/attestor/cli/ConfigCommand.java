package dev.attestor.cli;

import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.telemetry.TlsFiles;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.kubelet.KubeletFiles;
import dev.attestor.core.tls.FileRemark;
import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
                  "The k8s plugin's data, a SPIRE agent's configuration that holds it, or the node"
                      + " agent's configuration.")
          Path file,
      @Mixin ExpandOption expand) {
    Console console = Console.of(java.util.Objects.requireNonNull(spec));
    ConfigFile read = expand.file(file).once();
    try {
      Optional<AgentConfigFile> agent = AgentConfigFile.of(read);
      return agent.isPresent()
          ? checkAgent(console, file, agent.get().read())
          : checkPlugin(console, file, read.read());
    } catch (ConfigException e) {
      tell(console, file, e.problems());
      return ExitCode.FAILED;
    }
  }

  private static int checkAgent(Console console, Path file, Parsed<AgentConfig> parsed) {
    K8sConfig k8s = parsed.config().k8s();
    Problems problems = new Problems();
    checkFiles(new Parsed<>(k8s, List.of(), parsed.places()), problems);
    parsed
        .config()
        .tls()
        .ifPresent(
            tls -> TlsFiles.look(tls, Instant.now()).forEach(each -> add(each, parsed, problems)));
    return conclude(console, file, parsed, problems);
  }

  private static int checkPlugin(Console console, Path file, Parsed<K8sConfig> parsed) {
    Problems problems = new Problems();
    checkFiles(parsed, problems);
    new ConfigSectionChecks(parsed).brokers().forEach(problems::add);
    return conclude(console, file, parsed, problems);
  }

  private static int conclude(Console console, Path file, Parsed<?> parsed, Problems problems) {
    tell(console, file, parsed.remarks());
    tell(console, file, problems.all());
    if (problems.hasErrors()) {
      return ExitCode.FAILED;
    }
    console.result(file + ": ok");
    return ExitCode.OK;
  }

  /**
   * A named file may be missing on the host where a configuration is checked; if it exists, it must
   * be valid.
   */
  private static void checkFiles(Parsed<K8sConfig> parsed, Problems problems) {
    if (!parsed.config().kubeletDisabled()) {
      checkKubeletFiles(parsed, problems);
    }
    ConfigSectionChecks parts = new ConfigSectionChecks(parsed);
    parts.namespaces().forEach(problems::add);
    parts.images().forEach(problems::add);
  }

  /** Where the kubelet has its socket, the usual files may be missing. */
  private static void checkKubeletFiles(Parsed<K8sConfig> parsed, Problems problems) {
    boolean socket = parsed.config().podsApi().filter(api -> Files.exists(api.path())).isPresent();
    for (FileRemark remark : KubeletFiles.look(parsed.config().kubelet(), Instant.now())) {
      boolean usual = parsed.places().get(remark.option()) == null;
      if (!(socket && usual && remark.severity() == FileRemark.Severity.MISSING)) {
        add(remark, parsed, problems);
      }
    }
  }

  private static void add(FileRemark remark, Parsed<?> parsed, Problems problems) {
    Position place = parsed.places().get(remark.option());
    if (remark.severity() == FileRemark.Severity.ERROR) {
      problems.error(place, remark.message());
    } else {
      problems.warning(place, remark.message());
    }
  }

  private static void tell(Console console, Path file, List<ConfigProblem> problems) {
    problems.forEach(problem -> console.say("%s: %s".formatted(file, problem)));
  }
}
