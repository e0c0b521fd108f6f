package dev.attestor.cli;

import dev.attestor.agent.daemon.ConfigReload;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.config.AgentConfigReader;
import dev.attestor.hcl.HclSyntaxException;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The configuration file of the agent. */
record AgentConfigFile(ConfigFile file) implements ConfigReload.Source {

  @Override
  public Parsed<AgentConfig> read() throws ConfigException {
    return reader().read(file.text());
  }

  /** Reads what an agent on this host would read. */
  static AgentConfigReader reader() {
    Host host = Host.current();
    return new AgentConfigReader(
        host.environment(), ConfigFile::text, host.daemonPlatform().accounts().lookup());
  }

  /** The same file as the node agent's configuration; empty if it is SPIRE's, or none at all. */
  static Optional<AgentConfigFile> of(ConfigFile file) throws ConfigException {
    try {
      return AgentConfigReader.isOurs(file.text())
          ? Optional.of(new AgentConfigFile(file))
          : Optional.empty();
    } catch (HclSyntaxException e) {
      return Optional.empty();
    }
  }

  Path path() {
    return file.path();
  }

  /** The problems as lines; notes are shown only by {@code config check}. */
  List<String> lines(List<ConfigProblem> problems) {
    return problems.stream()
        .filter(problem -> problem.severity() != ConfigProblem.Severity.NOTE)
        .map(problem -> "%s: %s".formatted(path(), problem))
        .toList();
  }
}
