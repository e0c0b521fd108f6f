package dev.attestor.spire.sat.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sat.TestKeys;
import dev.attestor.spire.sat.TestTokens;
import dev.attestor.spire.sat.config.ServerConfigReader;
import dev.attestor.spire.sat.review.FakeApiServer;
import dev.attestor.spire.sdk.Configured;
import dev.attestor.spire.sdk.proto.servernodeattestor.AgentAttributes;
import dev.attestor.spire.sdk.proto.servernodeattestor.AttestRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clusters that want tokens bound to a pod, or to a pod and its node. */
class BoundTokensTest {

  private static final String POD = "\"pod\": {\"name\": \"agent-x7f2p\", \"uid\": \"6d0c52a5\"}";
  private static final String NODE = "\"node\": {\"name\": \"w1.example\", \"uid\": \"0b1c2d3e\"}";
  private static final String BOTH = POD + ", " + NODE;

  @TempDir private Path folder;
  private FakeApiServer server;
  private final Set<String> asked = new HashSet<>();
  private final Configured<ServerAttestor> attestor = new Configured<>();

  @BeforeEach
  void start() throws Exception {
    server = new FakeApiServer();
    server.kubeconfig(folder, "{token: ours}");
    Files.writeString(folder.resolve("keys.pem"), TestKeys.pem(TestKeys.P256));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ignore | agent_ns:production agent_sa:spire-agent cluster:c
          pod    | agent_ns:production agent_pod_name:agent-x7f2p agent_pod_uid:6d0c52a5 agent_sa:spire-agent cluster:c
          node   | agent_node_name:w1.example agent_node_uid:0b1c2d3e agent_ns:production agent_pod_name:agent-x7f2p agent_pod_uid:6d0c52a5 agent_sa:spire-agent cluster:c
          """)
  void givesTheSelectorsOfWhatItWantsByKeysAndByReview(String binding, String expected)
      throws Exception {
    List<String> selectors = List.of(expected.split(" "));

    byKeys("token_binding = \"%s\"".formatted(binding));
    assertThat(attested(BOTH).getSelectorValuesList()).isEqualTo(selectors);

    byReview("token_binding = \"%s\"".formatted(binding));
    review("agent-x7f2p", "6d0c52a5", "w1.example", "0b1c2d3e");
    assertThat(attested(BOTH).getSelectorValuesList()).isEqualTo(selectors);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pod  |                                                      | token is bound to no pod, expected one that a kubelet mounted into a pod, which kubelets do since Kubernetes 1.21
          pod  | "pod": null                                          | token is bound to no pod, expected one that a kubelet mounted into a pod, which kubelets do since Kubernetes 1.21
          node | "node": {"name": "n", "uid": "u"}                    | token is bound to no pod, expected one that a kubelet mounted into a pod, which kubelets do since Kubernetes 1.21
          node | "pod": {"name": "p", "uid": "u"}                     | token is bound to no node, expected one with the node of its pod, which API servers name since Kubernetes 1.30
          pod  | "pod": {"name": "p", "uid": ""}                      | the UID of the token's pod is not valid, expected 1 to 64 letters, digits and dashes
          pod  | "pod": {"name": "p"}                                 | the UID of the token's pod is not valid, expected 1 to 64 letters, digits and dashes
          pod  | "pod": {"name": "p", "uid": ".."}                    | the UID of the token's pod is not valid, expected 1 to 64 letters, digits and dashes
          pod  | "pod": {"name": "p", "uid": "a/b"}                   | the UID of the token's pod is not valid, expected 1 to 64 letters, digits and dashes
          pod  | "pod": {"name": "", "uid": "u"}                      | the name of the token's pod is not valid, expected a DNS subdomain of at most 253 characters
          pod  | "pod": {"name": "p\\nagent_ns:x", "uid": "u"}        | the name of the token's pod is not valid, expected a DNS subdomain of at most 253 characters
          node | "pod": {"name": "p", "uid": "u"}, "node": {"name": "a/b", "uid": "u"} | the name of the token's node is not valid, expected a DNS subdomain of at most 253 characters
          node | "pod": {"name": "p", "uid": "u"}, "node": {"name": "n", "uid": ""}    | the UID of the token's node is not valid, expected 1 to 64 letters, digits and dashes
          """)
  void refusesATokenThatIsNotBoundAsItMustBe(String binding, String members, String expected)
      throws Exception {
    byKeys("token_binding = \"%s\"".formatted(binding));

    assertThat(attest(members == null ? "" : members)).isEqualTo("PERMISSION_DENIED: " + expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "pod": "p"                          | malformed token: the claim "kubernetes.io.pod" is not an object
          "pod": {"name": 7, "uid": "u"}      | malformed token: the claim "kubernetes.io.pod.name" is not a string
          "pod": {"uid": "u", "uid": "u"}     | malformed token: its claims are not a JSON object
          """)
  void refusesBindingsThatAreMalformedOnlyIfItLooksAtThem(String members, String expected)
      throws Exception {
    byKeys("token_binding = \"pod\"");
    assertThat(attest(members)).isEqualTo("INVALID_ARGUMENT: " + expected);

    byKeys("");
    assertThat(attest(members)).isEqualTo("OK");
  }

  @Test
  void refusesWhatAnApiServerNamesTwice() throws Exception {
    byReview("token_binding = \"pod\"");
    server.review(
        "{\"authenticated\": true, \"user\": {\"username\":"
            + " \"system:serviceaccount:production:spire-agent\", \"extra\":"
            + " {\"authentication.kubernetes.io/pod-name\": [\"p\"],"
            + " \"authentication.kubernetes.io/pod-uid\": [\"u\", \"v\"]}}}");

    assertThat(attest(BOTH))
        .isEqualTo(
            "PERMISSION_DENIED: the UID of the token's pod is not valid, expected 1 to 64 letters,"
                + " digits and dashes");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"pod", "node"})
  void believesTheApiServerAndNotTheClaims(String binding) throws Exception {
    byReview("token_binding = \"%s\"".formatted(binding));
    server.review(
        "{\"authenticated\": true, \"user\":"
            + " {\"username\": \"system:serviceaccount:production:spire-agent\"}}");

    assertThat(attest(BOTH)).startsWith("PERMISSION_DENIED: token is bound to no pod");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"node, 0b1c2d3e", "pod, 6d0c52a5"})
  void namesAgentsByTheirNodeOrPodAndLetsThemAttestAgain(String agentId, String uid)
      throws Exception {
    byKeys("token_binding = \"node\"\nagent_id = \"%s\"".formatted(agentId));

    for (int i = 0; i < 2; i++) {
      AgentAttributes agent = attested(BOTH);
      assertThat(agent.getSpiffeId())
          .isEqualTo("spiffe://example.org/spire/agent/k8s_sat/c/" + uid);
      assertThat(agent.getCanReattest()).isTrue();
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void givesAnImpostorOnAnotherNodeTheNameOfThatNode() throws Exception {
    byKeys("token_binding = \"node\"\nagent_id = \"node\"");

    assertThat(attested(BOTH.replace("0b1c2d3e", "ffff")).getSpiffeId()).endsWith("/ffff");
  }

  @Test
  void asksWhetherAnAgentWithARandomIdIsNew() throws Exception {
    byKeys("token_binding = \"node\"\nagent_id = \"uuid\"");

    AgentAttributes agent = attested(BOTH);
    assertThat(agent.getCanReattest()).isFalse();
    assertThat(asked).containsExactly(agent.getSpiffeId());
  }

  private void review(String pod, String podUid, String node, String nodeUid) {
    server.review(
        """
        {"authenticated": true, "user": {"username": "system:serviceaccount:production:spire-agent",
          "extra": {"authentication.kubernetes.io/pod-name": ["%s"],
                    "authentication.kubernetes.io/pod-uid": ["%s"],
                    "authentication.kubernetes.io/node-name": ["%s"],
                    "authentication.kubernetes.io/node-uid": ["%s"]}}}
        """
            .formatted(pod, podUid, node, nodeUid));
  }

  private void byKeys(String options) throws Exception {
    configure("service_account_key_file = \"@/keys.pem\"\n" + options);
  }

  private void byReview(String options) throws Exception {
    configure(
        "use_token_review_api_validation = true\nkube_config_file = \"@/kubeconfig\"\n" + options);
  }

  private void configure(String options) throws Exception {
    String text =
        "clusters { c { service_account_allow_list = [\"production:spire-agent\"]\n"
            + options.replace("@", folder.toString())
            + "\n} }";
    Clock clock = Clock.fixed(TestTokens.NOW, ZoneOffset.UTC);
    attestor.set(
        new AttestorFactory(id -> !asked.add(id), Map.of(), clock, SatListener.NONE)
            .make("example.org", ServerConfigReader.read(text).config()));
  }

  private String attest(String members) {
    return answer(members).text();
  }

  private AgentAttributes attested(String members) {
    Clusters.Answer answer = answer(members);
    assertThat(answer.text()).isEqualTo("OK");
    return answer.responses().get(0).getAgentAttributes();
  }

  private Clusters.Answer answer(String members) {
    String token = TestTokens.sign("ES256", TestKeys.P256.getPrivate(), TestTokens.bound(members));
    ByteString payload = ByteString.copyFrom(TestTokens.payload("c", token));
    return Clusters.attest(AttestRequest.newBuilder().setPayload(payload).build(), attestor);
  }
}
