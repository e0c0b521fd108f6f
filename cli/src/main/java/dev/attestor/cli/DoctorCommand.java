package dev.attestor.cli;

import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.config.AgentConfigReader;
import dev.attestor.cli.doctor.ConfiguredAgent;
import dev.attestor.cli.doctor.Doctor;
import dev.attestor.cli.doctor.Finding;
import dev.attestor.cli.doctor.Finding.Level;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.spi.Ports;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.Parsed;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code attestor doctor}: finds problems of this node and their remedies. */
@Command(
    name = "doctor",
    description = {
      "Check everything that attestation needs on this node. Prints one line per check, with the remedy.",
      "Run it under the account and in the container of the agent or plugin."
    },
    footer = {
      "",
      "Exit status: 0 no problems, 1 problems, 2 usage. Warnings do not count as problems."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DoctorCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description =
          "The node agent's configuration, the k8s plugin_data, or a SPIRE agent's configuration.")
  private Path config = Path.of("");

  @Mixin private ExpandOption expand = new ExpandOption();

  @Mixin private AddressOptions address = new AddressOptions();

  DoctorCommand() {}

  @Override
  public Integer call() {
    Console console = Console.of(Objects.requireNonNull(spec));
    ConfigFile file = expand.file(config);
    Parsed<K8sConfig> parsed;
    try {
      parsed = file.read();
    } catch (ConfigException e) {
      e.problems().forEach(problem -> console.say("%s: %s".formatted(config, problem)));
      return ExitCode.FAILED;
    }
    List<Finding> findings;
    // Other parts have their own checks.
    try (Ports ports = Host.current().ports(parsed.config().withKubeletAlone())) {
      findings = doctor(file, parsed, ports).run();
    }
    findings.forEach(finding -> print(console, finding));
    return findings.stream().anyMatch(finding -> finding.level() == Level.PROBLEM)
        ? ExitCode.FAILED
        : ExitCode.OK;
  }

  private Doctor doctor(ConfigFile file, Parsed<K8sConfig> parsed, Ports ports) {
    ConfiguredAgent<String> agent = agent(file);
    try {
      return Host.current().doctor(parsed, ports.locator(), agent, address.pipeOwners());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "%s: %s".formatted(agent.source(), e.getMessage()),
          e);
    }
  }

  private ConfiguredAgent<String> agent(ConfigFile file) {
    Optional<AgentConfig> ours = ours(file);
    boolean byNumber = ours.map(AgentConfig::peersByNumber).orElse(false);
    if (address.given().isPresent()) {
      return new ConfiguredAgent<>(address.socket(), "--socket", byNumber);
    }
    Optional<ConfiguredAgent<String>> pipe =
        ours.flatMap(AgentConfig::pipe)
            .map(name -> new ConfiguredAgent<>(name.toString(), "agent.pipe_name", byNumber));
    Optional<ConfiguredAgent<String>> socket =
        ours.flatMap(AgentConfig::socket)
            .map(path -> new ConfiguredAgent<>(path.toString(), "agent.socket_path", byNumber));
    return pipe.or(() -> socket)
        .orElseGet(() -> new ConfiguredAgent<>(address.socket(), "the default", byNumber));
  }

  /**
   * The configuration of our agent; empty if the file is SPIRE's, whose agent has a socket_path
   * too.
   */
  private static Optional<AgentConfig> ours(ConfigFile file) {
    try {
      return Optional.of(
          new AgentConfigReader(Host.current().environment(), ConfigFile::text)
              .read(file.text())
              .config());
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  private static void print(Console console, Finding finding) {
    String level = finding.level().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    console.result("%s: %s: %s".formatted(level, finding.what(), finding.detail()));
    finding.remedy().ifPresent(remedy -> console.result("  remedy: " + remedy));
  }
}
