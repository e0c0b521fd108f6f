package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.hcl.Hcl;
import dev.attestor.hcl.HclObject;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentBrokersTest {

  private static final String AGENT =
      """
      agent { experimental { broker { socket_path = "/s" brokers = [
        { id = "spiffe://a/both", allowed_reference_types = [{ type_url = "*" }] },
        { id = "spiffe://a/agent" } ] } } }
      """;

  private static final String PLUGIN =
      """
      plugins { WorkloadAttestor "k8s" { plugin_data {
        experimental { broker { access_policy = "enforced" %s } } } } }
      """;

  private static final String LISTED =
      PLUGIN.formatted("brokers = [{ id = \"spiffe://a/both\" }, { id = \"spiffe://a/plugin\" }]");

  @Test
  void warnsOfBrokersThatOnlyOneOfTheTwoNames() throws Exception {
    assertThat(warnings(AGENT + LISTED))
        .containsExactly(
            "line 3: warning: the experimental.broker of the agent names \"spiffe://a/agent\", but the"
                + " experimental.broker of the plugin does not: it is refused",
            "line 5: warning: the experimental.broker of the plugin names \"spiffe://a/plugin\", but the"
                + " experimental.broker of the agent does not: it cannot ask");
  }

  @Test
  void takesAnEmptyListOfThePluginForAll() throws Exception {
    assertThat(warnings(AGENT + PLUGIN.formatted("brokers = []"))).isEmpty();
  }

  @Test
  void warnsIfOneOfTheTwoHasNoBlock() throws Exception {
    assertThat(warnings("agent {}\n" + LISTED))
        .containsExactly(
            "line 3: warning: no broker can ask, because the experimental.broker of the agent is missing");
    assertThat(warnings(AGENT + "plugins { WorkloadAttestor \"k8s\" { plugin_data {} } }"))
        .containsExactly(
            "warning: the agent lets brokers in, but the experimental.broker of the plugin is missing:"
                + " all of them are refused");
  }

  @Test
  void saysNothingOfAPluginAlone() throws Exception {
    assertThat(warnings(LISTED)).isEmpty();
  }

  private static List<String> warnings(String text) throws Exception {
    HclObject tree = Hcl.parse(text);
    Problems problems = new Problems();
    PluginData data = PluginData.find(tree, problems).orElseThrow();
    Parsed<K8sConfig> parsed = new K8sConfigReader(name -> null).read(data, problems, file -> "");
    Problems found = new Problems();
    AgentBrokers.compare(tree, parsed, found);
    return found.all().stream().map(ConfigProblem::toString).toList();
  }
}
