package dev.attestor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.kubernetes.reviews.Action;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrokerRightsTest {

  private static final Action REVIEWS =
      new Action("create", "authorization.k8s.io", "subjectaccessreviews", "", "");
  private static final Action GET_PODS = new Action("get", "", "pods", "", "");
  private static final Action LIST_PODS = new Action("list", "", "pods", "", "");
  private static final Action NAMESPACES = new Action("get", "", "namespaces", "", "");

  @Test
  void needsOnlyWhatTheConfigurationAsksFor() throws ConfigException {
    assertThat(needed("")).isEmpty();
    assertThat(needed(brokers("permissive", "agent_node"))).isEmpty();
    assertThat(needed(brokers("enforced", "agent_node"))).containsExactly(REVIEWS);
    assertThat(needed(brokers("permissive", "cluster"))).containsExactly(GET_PODS, LIST_PODS);
    assertThat(needed("enable_namespace_labels = true " + brokers("enforced", "cluster")))
        .containsExactly(REVIEWS, GET_PODS, LIST_PODS, NAMESPACES);
  }

  @Test
  void asksNobodyIfNothingIsNeeded() throws ConfigException {
    String text = "kube_config_file = \"/no/such/file\" " + brokers("permissive", "agent_node");
    assertThat(BrokerRights.missing(new K8sConfigReader(name -> null).read(text).config()))
        .isEmpty();
  }

  private static String brokers(String policy, String scope) {
    return "experimental { broker { access_policy = \"%s\" brokers = [{ id = \"spiffe://a/b\", pod_reference_scope = \"%s\" }] } }"
        .formatted(policy, scope);
  }

  private static List<Action> needed(String text) throws ConfigException {
    return BrokerRights.needed(new K8sConfigReader(name -> null).read(text).config());
  }
}
