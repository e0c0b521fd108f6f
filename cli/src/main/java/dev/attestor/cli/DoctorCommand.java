package dev.attestor.cli;

import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.config.AgentConfigReader;
import dev.attestor.cli.doctor.AgentAddress;
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
    AgentAddress<String> agent = agent(file);
    try {
      return Host.current().doctor(parsed, ports.locator(), agent, address.pipeOwners());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "%s: %s".formatted(agent.source(), e.getMessage()),
          e);
    }
  }

  /** An agent block is used only if it is ours: SPIRE's has a socket_path too. */
  private AgentAddress<String> agent(ConfigFile file) {
    if (address.given().isPresent()) {
      return new AgentAddress<>(address.socket(), "--socket");
    }
    try {
      AgentConfig ours =
          new AgentConfigReader(Host.current().environment(), ConfigFile::text)
              .read(file.text())
              .config();
      Optional<AgentAddress<String>> pipe =
          ours.pipe().map(name -> new AgentAddress<>(name.toString(), "agent.pipe_name"));
      Optional<AgentAddress<String>> configured =
          pipe.or(
              () ->
                  ours.socket()
                      .map(path -> new AgentAddress<>(path.toString(), "agent.socket_path")));
      if (configured.isPresent()) {
        return configured.get();
      }
    } catch (ConfigException e) {
      // It is SPIRE's configuration, or a part of it.
    }
    return new AgentAddress<>(address.socket(), "the default");
  }

  private static void print(Console console, Finding finding) {
    String level = finding.level().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    console.result("%s: %s: %s".formatted(level, finding.what(), finding.detail()));
    finding.remedy().ifPresent(remedy -> console.result("  remedy: " + remedy));
  }
}
