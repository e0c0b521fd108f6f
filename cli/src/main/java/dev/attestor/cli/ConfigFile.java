package dev.attestor.cli;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.core.config.PluginData;
import dev.attestor.core.config.Variables;
import dev.attestor.hcl.Hcl;
import dev.attestor.hcl.HclSyntaxException;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.ConfigProblem.Severity;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A configuration file: {@code plugin_data}, or a SPIRE agent's configuration that contains it.
 *
 * @param expanded whether environment variables in the text are replaced by their values
 */
record ConfigFile(Path path, boolean expanded) {

  private static final int MAX_BYTES = 4 << 20;

  Parsed<K8sConfig> read() throws ConfigException {
    Problems problems = new Problems();
    try {
      PluginData data =
          PluginData.find(Hcl.parse(text()), problems).orElseThrow(() -> otherPlugins(problems));
      return new K8sConfigReader(Host.current().environment())
          .read(data, problems, ConfigFile::text);
    } catch (HclSyntaxException e) {
      throw unusable(String.valueOf(e.getMessage()));
    }
  }

  private static ConfigException otherPlugins(Problems problems) {
    problems.error(null, "expected a WorkloadAttestor \"k8s\", found other plugins");
    return new ConfigException(problems.all());
  }

  /**
   * The text of the file, with variables expanded if selected.
   *
   * @throws ConfigException if the file cannot be read
   */
  String text() throws ConfigException {
    String text = text(path);
    return expanded ? Variables.expand(text, Host.current().environment()) : text;
  }

  /**
   * The text of a configuration file.
   *
   * @throws ConfigException if the file cannot be read
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
