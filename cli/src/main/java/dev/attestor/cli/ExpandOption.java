package dev.attestor.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whether environment variables in a configuration are expanded. */
final class ExpandOption {

  @Option(
      names = {"--expand-env", "-expandEnv"},
      description =
          "Replace $NAME and $${NAME} in the configuration by environment variables, as SPIRE's option"
              + " -expandEnv does.")
  private boolean expand;

  ExpandOption() {}

  ConfigFile file(Path path) {
    return new ConfigFile(path, expand);
  }
}
