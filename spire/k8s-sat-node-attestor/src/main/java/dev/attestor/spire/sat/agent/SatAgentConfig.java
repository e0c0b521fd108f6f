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
 * @param audience one of these must be in the token's audience; empty: no matter
 * @param remarks warnings and notes
 */
record SatAgentConfig(
    String cluster, Path tokenFile, List<String> audience, List<ConfigProblem> remarks) {

  SatAgentConfig {
    audience = List.copyOf(audience);
    remarks = List.copyOf(remarks);
  }

  /**
   * Reads a whole text.
   *
   * @param usual the token's path if the text sets neither it nor an audience
   * @param projected the token's path if the text sets an audience alone
   * @throws ConfigException with every problem
   */
  static SatAgentConfig read(String text, Path usual, Path projected) throws ConfigException {
    Problems problems = new Problems();
    Fields fields = Fields.parse(text, problems);
    String cluster = fields.text("cluster").orElse("");
    if (cluster.isEmpty()) {
      problems.error(
          fields.position("cluster"),
          "cluster is not set, expected the name that the server's configuration has for it");
    }
    List<String> audience = fields.texts("audience");
    if (audience.contains("")) {
      problems.error(
          fields.position("audience"),
          "audience has an empty text, expected an audience such as \"spire-server\"");
    }
    Path tokenFile = fields.path("token_path").orElse(audience.isEmpty() ? usual : projected);
    fields.refuseOthers();
    return new SatAgentConfig(cluster, tokenFile, audience, problems.remarks());
  }
}
