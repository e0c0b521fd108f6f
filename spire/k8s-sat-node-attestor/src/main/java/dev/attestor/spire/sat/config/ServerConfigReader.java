package dev.attestor.spire.sat.config;

import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the {@code plugin_data} of the server's {@code k8s_sat}, in the form that SPIRE passes.
 * Accepts what SPIRE's own plugin accepted.
 */
public final class ServerConfigReader {

  private ServerConfigReader() {}

  /**
   * Reads a whole text, but not the files that it names.
   *
   * @throws ConfigException with every problem
   */
  public static Parsed<ServerConfig> read(String text) throws ConfigException {
    Problems problems = new Problems();
    Fields fields = Fields.parse(text, problems);
    Map<String, Fields> clusters = fields.named("clusters");
    Optional<Path> directory = fields.path("clusters_directory");
    if (clusters.isEmpty() && directory.isEmpty()) {
      problems.error(
          fields.position("clusters"), "clusters holds no cluster, expected at least one");
    }
    List<ClusterConfig> configs = new ArrayList<>();
    clusters.forEach(
        (name, section) -> {
          if (!ClusterName.isValid(name)) {
            problems.error(fields.position("clusters"), invalidName(name));
          }
          configs.add(new ClusterSection(name, section, problems).read());
        });
    fields.refuseOthers();
    return new Parsed<>(new ServerConfig(configs, directory), problems.remarks());
  }

  static String invalidName(String name) {
    return "the cluster name \"%s\" is not a valid segment of a SPIFFE ID, expected letters, digits, '.', '-' and '_'"
        .formatted(name);
  }
}
