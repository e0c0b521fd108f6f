package dev.attestor.spire.sat.config;

import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the {@code plugin_data} of the server's {@code k8s_sat}, in the form that SPIRE passes.
 * Accepts what SPIRE's own plugin accepted.
 */
public final class ServerConfigReader {

  /** A path segment of a SPIFFE ID, which cannot be "." or "..". */
  private static final Pattern SEGMENT = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]+");

  private ServerConfigReader() {}

  /**
   * Reads a whole text, but not the files that it names.
   *
   * @throws ConfigException with every problem
   */
  public static Parsed<List<ClusterConfig>> read(String text) throws ConfigException {
    Problems problems = new Problems();
    Fields fields = Fields.parse(text, problems);
    Map<String, Fields> clusters = fields.named("clusters");
    if (clusters.isEmpty()) {
      problems.error(
          fields.position("clusters"), "clusters holds no cluster, expected at least one");
    }
    List<ClusterConfig> configs = new ArrayList<>();
    clusters.forEach(
        (name, section) -> {
          if (!SEGMENT.matcher(name).matches()) {
            problems.error(
                fields.position("clusters"),
                "the cluster name \"%s\" is not a valid segment of a SPIFFE ID, expected letters, digits, '.', '-' and '_'"
                    .formatted(name));
          }
          configs.add(new ClusterSection(name, section, problems).read());
        });
    fields.refuseOthers();
    return new Parsed<>(configs, problems.remarks());
  }
}
