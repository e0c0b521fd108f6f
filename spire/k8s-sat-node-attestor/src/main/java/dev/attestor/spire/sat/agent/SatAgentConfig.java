package dev.attestor.spire.sat.agent;

import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.nio.file.Path;
import java.util.List;

/**
 * The {@code plugin_data} of the agent's {@code k8s_sat}.
 *
 * @param cluster the name of the agent's cluster in the server's configuration
 * @param tokenFile the file with the service account token
 * @param remarks warnings and notes
 */
record SatAgentConfig(String cluster, Path tokenFile, List<ConfigProblem> remarks) {

  SatAgentConfig {
    remarks = List.copyOf(remarks);
  }

  /**
   * Reads a whole text.
   *
   * @param defaultTokenFile the token's path if the text does not set it
   * @throws ConfigException with every problem
   */
  static SatAgentConfig read(String text, Path defaultTokenFile) throws ConfigException {
    Problems problems = new Problems();
    Fields fields = Fields.parse(text, problems);
    String cluster = fields.text("cluster").orElse("");
    if (cluster.isEmpty()) {
      problems.error(
          fields.position("cluster"),
          "cluster is not set, expected the name that the server's configuration has for it");
    }
    Path tokenFile = fields.path("token_path").orElse(defaultTokenFile);
    fields.refuseOthers();
    return new SatAgentConfig(cluster, tokenFile, problems.remarks());
  }
}
