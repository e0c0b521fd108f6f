package dev.attestor.cli;

import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.cli.doctor.ConfiguredAgent;
import dev.attestor.cli.doctor.Finding;
import dev.attestor.cli.doctor.Finding.Level;
import dev.attestor.cli.doctor.MetricsCheck;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.spi.Ports;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
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
      "Check everything that attestation needs on this node. Prints one line per check, with the"
          + " remedy.",
      "Run it under the account and in the container of the agent or plugin."
    },
    footer = {
      "",
      "Exit status: 0 no problems, 1 problems, 2 usage. Warnings do not count as problems."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DoctorCommand implements Callable<Integer> {

  private static final String REMEDY =
      "correct the configuration, see: attestor config check; the node agent refuses it";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description =
          "The node agent's configuration, the k8s plugin_data, or a SPIRE agent's configuration.")
  private Path config = Path.of("");

  @Option(
      names = "--report",
      paramLabel = "ZIP",
      description =
          "Also write what the maintainers need to know of this node, without secrets: the findings,"
              + " the configuration, versions, where every process runs, and explanations of some."
              + " The file must not exist. Look at it before you send it.")
  private @Nullable Path report;

  @Mixin private ExpandOption expand = new ExpandOption();

  @Mixin private AddressOptions address = new AddressOptions();

  DoctorCommand() {}

  @Override
  public Integer call() throws IOException {
    Console console = Console.of(Objects.requireNonNull(spec));
    ConfigFile file = expand.file(config).once();
    Parsed<K8sConfig> parsed;
    try {
      parsed = file.read();
    } catch (ConfigException e) {
      e.problems().forEach(problem -> console.say("%s: %s".formatted(config, problem)));
      report(file, console, List.of());
      return ExitCode.FAILED;
    }
    Checked checked;
    Progress progress = console.progress("checking this node");
    try {
      checked = check(file, parsed, address, Objects.requireNonNull(spec));
    } finally {
      progress.end();
    }
    checked.lines(ConfigProblem::toString).forEach(console::result);
    if (report(file, console, checked.lines(SupportReport::place)) != ExitCode.OK) {
      return ExitCode.FAILED;
    }
    return checked.hasProblems() ? ExitCode.FAILED : ExitCode.OK;
  }

  private int report(ConfigFile file, Console console, List<String> findings) throws IOException {
    if (report == null) {
      return ExitCode.OK;
    }
    Progress progress = console.progress("writing the report");
    try {
      return new SupportReport(file)
          .write(report, console, parsed -> findings, NodeProcesses::choose);
    } finally {
      progress.end();
    }
  }

  /**
   * What was found.
   *
   * @param refused why our agent would refuse the file
   */
  private record Checked(List<ConfigProblem> refused, List<Finding> findings) {

    boolean hasProblems() {
      return !refused.isEmpty()
          || findings.stream().anyMatch(finding -> finding.level() == Level.PROBLEM);
    }

    /** The findings as text, with the reasons of a refusal in the given form. */
    List<String> lines(Function<ConfigProblem, String> reason) {
      return Stream.concat(
              refused.stream()
                  .map(each -> Finding.problem("configuration", reason.apply(each), REMEDY)),
              findings.stream())
          .flatMap(each -> DoctorCommand.lines(each).stream())
          .toList();
    }
  }

  /** Runs all checks, and returns their findings as text for others to read. */
  static List<String> lines(
      ConfigFile file, Parsed<K8sConfig> parsed, AddressOptions address, CommandSpec spec) {
    return check(file, parsed, address, spec).lines(SupportReport::place);
  }

  /** Runs all checks. */
  private static Checked check(
      ConfigFile file, Parsed<K8sConfig> parsed, AddressOptions address, CommandSpec spec) {
    List<ConfigProblem> refused = new ArrayList<>();
    Optional<AgentConfig> ours = ours(file, refused);
    ConfiguredAgent<String> agent = agent(ours, address);
    // Other parts have their own checks.
    try (Ports ports = Host.current().ports(parsed.config().withKubeletAlone())) {
      List<Finding> findings =
          new ArrayList<>(
              Host.current().doctor(parsed, ports.locator(), agent, address.pipeOwners()).run());
      ours.flatMap(AgentConfig::http)
          .ifPresent(http -> findings.addAll(new MetricsCheck(http, Clock.systemUTC()).run()));
      return new Checked(refused, findings);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "%s: %s".formatted(agent.source(), e.getMessage()), e);
    }
  }

  private static ConfiguredAgent<String> agent(Optional<AgentConfig> ours, AddressOptions address) {
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
   * too, or if our agent would refuse it. Then the reasons are added.
   */
  private static Optional<AgentConfig> ours(ConfigFile file, List<ConfigProblem> refused) {
    try {
      Optional<AgentConfigFile> agent = AgentConfigFile.of(file);
      return agent.isPresent() ? Optional.of(agent.get().read().config()) : Optional.empty();
    } catch (ConfigException e) {
      e.problems().stream()
          .filter(problem -> problem.severity() == ConfigProblem.Severity.ERROR)
          .forEach(refused::add);
      return Optional.empty();
    }
  }

  /** A finding as text. */
  private static List<String> lines(Finding finding) {
    String level = finding.level().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    List<String> lines = new ArrayList<>();
    lines.add("%s: %s: %s".formatted(level, finding.what(), finding.detail()));
    finding.remedy().ifPresent(remedy -> lines.add("  remedy: " + remedy));
    finding.lines().forEach(line -> lines.add("    " + line));
    return lines;
  }
}
