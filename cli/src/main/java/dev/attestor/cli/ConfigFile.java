package dev.attestor.cli;

import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.core.config.ParsedConfig;
import dev.attestor.core.config.PluginData;
import dev.attestor.hcl.Hcl;
import dev.attestor.hcl.HclSyntaxException;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.ConfigProblem.Severity;
import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a configuration file: a plugin's data, or the SPIRE agent's configuration that holds it.
 */
final class ConfigFile {

  private static final int MAX_BYTES = 4 << 20;

  private ConfigFile() {}

  static ParsedConfig read(Path file) throws ConfigException {
    try {
      return new K8sConfigReader(Host.current().environment())
          .read(
              PluginData.find(Hcl.parse(text(file)))
                  .orElseThrow(
                      () -> unusable("expected a WorkloadAttestor \"k8s\", found other plugins")));
    } catch (HclSyntaxException e) {
      throw unusable(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The text of a configuration file.
   *
   * @throws ConfigException if there is none that can be read
   */
  static String text(Path file) throws ConfigException {
    try {
      return SmallFile.textOfFileOrPipe(file, MAX_BYTES);
    } catch (SmallFileException e) {
      throw unusable(String.valueOf(e.getMessage()));
    }
  }

  private static ConfigException unusable(String message) {
    return new ConfigException(List.of(new ConfigProblem(Severity.ERROR, null, message)));
  }
}
