package dev.attestor.cli;

import dev.attestor.core.config.AgentBrokers;
import dev.attestor.core.config.ConfigTexts;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.core.config.PluginData;
import dev.attestor.core.config.Variables;
import dev.attestor.hcl.Hcl;
import dev.attestor.hcl.HclObject;
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
 * @param reader reads the file
 */
record ConfigFile(Path path, boolean expanded, ConfigTexts reader) {

  private static final int MAX_BYTES = 4 << 20;

  ConfigFile(Path path, boolean expanded) {
    this(path, expanded, ConfigFile::text);
  }

  /**
   * The same file as it is now. It is read here and never again, because a pipe is empty after it
   * has been read. If that fails, each use fails in the same way.
   */
  ConfigFile once() {
    try {
      String now = reader.read(path);
      return new ConfigFile(path, expanded, file -> now);
    } catch (ConfigException e) {
      return new ConfigFile(
          path,
          expanded,
          file -> {
            throw e;
          });
    }
  }

  /** The same file with its variables as they are written. */
  ConfigFile unexpanded() {
    return new ConfigFile(path, false, reader);
  }

  Parsed<K8sConfig> read() throws ConfigException {
    Problems problems = new Problems();
    try {
      HclObject text = Hcl.parse(text());
      PluginData data = PluginData.find(text, problems).orElseThrow(() -> otherPlugins(problems));
      Parsed<K8sConfig> parsed =
          new K8sConfigReader(Host.current().environment()).read(data, problems, ConfigFile::text);
      Problems more = new Problems();
      parsed.remarks().forEach(more::add);
      AgentBrokers.compare(text, parsed, more);
      return new Parsed<>(parsed.config(), more.all(), parsed.places());
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
    String text = reader.read(path);
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
