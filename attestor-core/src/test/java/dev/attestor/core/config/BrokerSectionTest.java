package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.config.BrokerConfig.PodScope;
import dev.attestor.hcl.decode.ConfigException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerSectionTest {

  private static final SpiffeId A = new SpiffeId("spiffe://example.org/a");
  private static final SpiffeId B = new SpiffeId("spiffe://other.org");

  /** Every form that SPIRE takes, or makes of JSON. */
  static Stream<Arguments> forms() {
    return Stream.of(
        Arguments.of(
            "a list",
            """
            experimental { broker { access_policy = "enforced" brokers = [
              { id = "spiffe://example.org/a" },
              { id = "spiffe://other.org", pod_reference_scope = "cluster" } ] } }
            """),
        Arguments.of(
            "blocks",
            """
            experimental { broker { access_policy = "enforced"
              brokers { id = "spiffe://example.org/a" pod_reference_scope = "agent_node" }
              brokers { id = "spiffe://other.org" pod_reference_scope = "cluster" } } }
            """),
        Arguments.of(
            "blocks with names",
            """
            experimental { broker { access_policy = "enforced"
              brokers "x" { id = "spiffe://example.org/a" }
              brokers "y" { id = "spiffe://other.org" pod_reference_scope = "cluster" } } }
            """),
        Arguments.of(
            "an object of names",
            """
            experimental = { broker = { access_policy = "enforced" brokers = {
              x = { id = "spiffe://example.org/a" }
              y = { id = "spiffe://other.org" pod_reference_scope = "cluster" } } } }
            """),
        Arguments.of(
            "blocks that are joined",
            """
            experimental { broker { access_policy = "enforced"
              brokers { id = "spiffe://example.org/a" } } }
            experimental { broker {
              brokers = [{ id = "spiffe://other.org" pod_reference_scope = "cluster" }] } }
            """),
        Arguments.of(
            "labels",
            """
            "experimental" "broker" { "access_policy" = "enforced" "brokers" = {
              "broker" = { "id" = "spiffe://example.org/a" } } }
            "experimental" "broker" { "brokers" "another" { "id" = "spiffe://other.org"
              "pod_reference_scope" = "cluster" } }
            """),
        Arguments.of(
            "JSON",
            """
            {"experimental": {"broker": {"access_policy": "enforced", "brokers": [
              {"id": "spiffe://example.org/a"},
              {"id": "spiffe://other.org", "pod_reference_scope": "cluster"}]}}}
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  void readsEveryForm(String form, String text) throws ConfigException {
    Map<SpiffeId, PodScope> brokers = new LinkedHashMap<>();
    brokers.put(A, PodScope.AGENT_NODE);
    brokers.put(B, PodScope.CLUSTER);
    assertThat(Configs.config(text).brokers())
        .contains(new BrokerConfig(true, brokers, false, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"experimental\" \"api_server\" \"cache\" { \"enabled\" = true }",
        "experimental { api_server { cache { enabled = \"true\" } } }",
        "{\"experimental\": {\"api_server\": {\"cache\": {\"enabled\": true}}}}"
      })
  void readsTheCacheWhichThisPluginDoesNotNeed(String text) throws ConfigException {
    assertThat(Configs.remarks(text))
        .containsExactly(
            "line 1: note: experimental.api_server.cache.enabled has no effect: what brokers ask"
                + " for is always read live");
    assertThat(Configs.config(text).brokers()).isEmpty();
  }

  @Test
  void takesAnEmptyListForAllBrokersAndSaysSoIfThereIsNone() throws ConfigException {
    String policy = "experimental { broker { access_policy = \"enforced\" %s } }";
    for (String list : new String[] {"brokers = []", ""}) {
      BrokerConfig config = Configs.config(policy.formatted(list)).brokers().orElseThrow();
      assertThat(config.brokers()).isEmpty();
      assertThat(config.scope(A)).contains(PodScope.AGENT_NODE);
    }
    String all =
        "experimental.broker.brokers names none: every broker that the SPIRE agent lets in may ask,"
            + " about processes and pods of this node, and about every other object that our"
            + " account can read; ";
    for (String list : new String[] {"brokers = []", ""}) {
      String enforced = policy.formatted(list);
      assertThat(Configs.remarks(enforced))
          .containsExactly("line 1: note: " + all + "each answer is reviewed");
      assertThat(Configs.remarks(enforced.replace("enforced", "permissive")))
          .containsExactly("line 1: warning: " + all + "nothing is reviewed");
      assertThat(Configs.remarks("disable_kubelet_client = true " + enforced))
          .contains(
              "line 1: warning: experimental.broker.brokers names none, and"
                  + " disable_kubelet_client = true: nobody knows the pods of this node, so every"
                  + " reference to a pod is refused; list brokers with pod_reference_scope ="
                  + " \"cluster\"");
    }
  }

  @Test
  void takesSpiffeIdsOfAnyLengthThatTheStandardAllows() {
    String longest = "spiffe://a" + "/b".repeat(1_019);
    assertThat(longest).hasSize(2_048);
    assertThat(SpiffeId.parse(longest)).contains(new SpiffeId(longest));
    assertThat(SpiffeId.parse(longest + "b")).isEmpty();
    assertThat(SpiffeId.parse("spiffe://a" + "/b".repeat(100_000))).isEmpty();
    assertThat(SpiffeId.parse("spiffe://a/b/.")).isEmpty();
    assertThat(SpiffeId.parse("spiffe://a/../b")).isEmpty();
    assertThat(SpiffeId.parse("spiffe://a/...")).isPresent();
  }

  @Test
  void readsTheKubeconfigAndWhetherSignaturesAreSkipped() throws ConfigException {
    String text =
        """
        kube_config_file = "/k"
        experimental { broker {
          access_policy = "permissive" brokers = { id = "spiffe://other.org" } skip_signatures = true
        } }
        """;
    assertThat(Configs.config(text).brokers())
        .contains(
            new BrokerConfig(
                false, Map.of(B, PodScope.AGENT_NODE), true, Optional.of(Path.of("/k"))));
    assertThat(Configs.remarks(text)).isEmpty();
  }

  @Test
  void tellsAllProblemsAtOnceWithTheirLines() {
    assertThat(
            Configs.problems(
                """
                experimental {
                  broker {
                    access_policy = "Enforced"
                    brokers = [
                      { id = "spiffe://a/b" pod_reference_scope = "Cluster" },
                      { id = "" },
                      { id = "spiffe://a/b", scope = "cluster" } ]
                    policy = 1
                  }
                  api_server { cache { enable = true } }
                }
                broker {}
                """))
        .containsExactly(
            "line 3: error: experimental.broker.access_policy is \"Enforced\", expected \"enforced\""
                + " or \"permissive\"",
            "line 5: error: experimental.broker.brokers[spiffe://a/b].pod_reference_scope is"
                + " \"Cluster\", expected \"agent_node\" or \"cluster\"",
            "line 6: error: experimental.broker.brokers[1].id is not set, expected a SPIFFE ID such"
                + " as \"spiffe://example.org/broker\"",
            "line 7: error: experimental.broker.brokers[spiffe://a/b].id is listed twice; list it once",
            "line 7: error: unknown key \"experimental.broker.brokers[spiffe://a/b].scope\"",
            "line 8: error: unknown key \"experimental.broker.policy\"",
            "line 10: error: unknown key \"experimental.api_server.cache.enable\", did you mean"
                + " \"experimental.api_server.cache.enabled\"?",
            "line 12: error: unknown key \"broker\"");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "brokers = [] | access_policy is not set, expected \"enforced\" or \"permissive\"",
        "access_policy = \" enforced\" | access_policy is \" enforced\", expected",
        "access_policy = \"enforced\" access_policy = \"permissive\" | access_policy is set to both",
        "access_policy = \"enforced\" brokers = 5 | brokers has 5, expected blocks",
        "access_policy = \"enforced\" brokers = [\"spiffe://a/b\"] | brokers has \"spiffe://a/b\", expected blocks",
        "access_policy = \"enforced\" brokers {} | brokers[0].id is not set",
        "access_policy = \"enforced\" brokers { id = \"x\" } | brokers[x].id is \"x\", expected a SPIFFE ID",
        "access_policy = \"enforced\" brokers { id = \"spiffe://\" } | expected a SPIFFE ID",
        "access_policy = \"enforced\" brokers { id = \"SPIFFE://a/b\" } | expected a SPIFFE ID",
        "access_policy = \"enforced\" brokers { id = \"spiffe://a/b?x\" } | expected a SPIFFE ID",
        "access_policy = \"enforced\" brokers { id = \"spiffe://a/b/\" } | expected a SPIFFE ID",
        "access_policy = \"enforced\" brokers { id = \"spiffe://a/./b\" } | expected a SPIFFE ID"
      })
  void refusesWhatSaysNotClearlyWhoMayAsk(String block, String expected) {
    assertThat(Configs.problems("experimental { broker { " + block + " } }"))
        .anyMatch(problem -> problem.startsWith("line 1: error: ") && problem.contains(expected));
  }

  @Test
  void takesThePolicyOfTwoJoinedBlocksIfTheyAgree() throws ConfigException {
    String block = "experimental { broker { access_policy = \"permissive\" brokers = [] } }\n";
    assertThat(Configs.config(block + block).brokers())
        .contains(new BrokerConfig(false, Map.of(), false, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kubelet_read_only_port = 10255",
        "kubelet_secure_port = 10250",
        "kubelet_ca_path = \"/c\"",
        "skip_kubelet_verification = true",
        "token_path = \"/t\"",
        "certificate_path = \"/c\"",
        "private_key_path = \"/k\"",
        "use_anonymous_authentication = true",
        "node_name_env = \"N\"",
        "node_name = \"n\"",
        "reload_interval = \"1m\"",
        "kubelet_verification = \"auto\"",
        "kubelet_server_name = \"n\""
      })
  void refusesSettingsOfTheKubeletBesideDisablingIt(String setting) {
    String key = setting.substring(0, setting.indexOf(' '));
    assertThat(Configs.problems("disable_kubelet_client = true\n" + setting))
        .containsExactly(
            "line 2: error: disable_kubelet_client and %s exclude each other; set one of them"
                .formatted(key));
  }

  @Test
  void takesEmptySettingsOfTheKubeletBesideDisablingIt() throws ConfigException {
    K8sConfig config =
        Configs.config(
            """
            disable_kubelet_client = "true"
            kubelet_secure_port = 0
            skip_kubelet_verification = false
            token_path = ""
            """);
    assertThat(config.kubeletDisabled()).isTrue();
    assertThat(config.prefetch()).isFalse();
    assertThat(Configs.config("disable_kubelet_client = false").kubeletDisabled()).isFalse();
  }

  @Test
  void demandsTheScopeOfTheClusterIfTheKubeletIsDisabled() {
    assertThat(
            Configs.problems(
                """
                disable_kubelet_client = true
                experimental { broker {
                  access_policy = "enforced"
                  brokers = { id = "spiffe://a/b" }
                } }
                """))
        .containsExactly(
            "line 4: error: experimental.broker.brokers[spiffe://a/b].pod_reference_scope must be"
                + " \"cluster\", because disable_kubelet_client = true: nobody knows the pods of"
                + " this node");
  }

  @Test
  void warnsOfBrokersThatGetAnyPodUncheckedAndOfSkippedSignatures() throws ConfigException {
    assertThat(
            Configs.remarks(
                """
                experimental { broker {
                  access_policy = "permissive"
                  brokers = { id = "spiffe://a/b" pod_reference_scope = "cluster" }
                  skip_signatures = true
                } }
                sigstore { allowed_identities { "i" = ["s"] } }
                """))
        .containsExactly(
            "line 2: warning: experimental.broker.access_policy is \"permissive\", and some brokers"
                + " have the scope \"cluster\": they may get an identity of any pod of the cluster,"
                + " unchecked",
            "line 4: warning: experimental.broker.skip_signatures = true: brokers learn of pods and"
                + " objects whose images nobody verified");
  }
}
