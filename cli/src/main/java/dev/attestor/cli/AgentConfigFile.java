package dev.attestor.cli;

import dev.attestor.agent.daemon.ConfigReload;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.config.AgentConfigReader;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import java.nio.file.Path;
import java.util.List;

/** The configuration file of the agent. */
record AgentConfigFile(ConfigFile file) implements ConfigReload.Source {

  @Override
  public Parsed<AgentConfig> read() throws ConfigException {
    return new AgentConfigReader(Host.current().environment(), ConfigFile::text).read(file.text());
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
