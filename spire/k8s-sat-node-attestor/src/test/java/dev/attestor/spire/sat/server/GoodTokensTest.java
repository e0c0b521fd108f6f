package dev.attestor.spire.sat.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.attestor.spire.sat.TestKeys;
import dev.attestor.spire.sat.TestTokens;
import dev.attestor.spire.sat.server.Clusters.Answer;
import dev.attestor.spire.sdk.proto.servernodeattestor.AgentAttributes;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoodTokensTest {

  private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final long NOW = TestTokens.NOW.getEpochSecond();

  @TempDir private Path folder;
  private Clusters clusters;

  @BeforeEach
  void configure() throws Exception {
    clusters = Clusters.in(folder);
  }

  static Stream<Arguments> algorithms() {
    return Stream.of(
            "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
        .map(algorithm -> Arguments.of(algorithm, key(algorithm)));
  }

  private static KeyPair key(String algorithm) {
    return switch (algorithm) {
      case "ES256" -> TestKeys.P256;
      case "ES384" -> TestKeys.P384;
      case "ES512" -> TestKeys.P521;
      default -> TestKeys.RSA;
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("algorithms")
  void attestsByAnyAlgorithmThatSuitsAKey(String algorithm, KeyPair key) {
    AgentAttributes agent =
        attested("MyCluster", TestTokens.sign(algorithm, key.getPrivate(), TestTokens.LEGACY));

    assertThat(agent.getSpiffeId())
        .matches("spiffe://example\\.org/spire/agent/k8s_sat/MyCluster/" + UUID);
    assertThat(agent.getSelectorValuesList())
        .containsExactly("agent_ns:production", "agent_sa:spire-agent", "cluster:MyCluster");
    assertThat(agent.getCanReattest()).isFalse();
    assertThat(clusters.asked).containsExactly(agent.getSpiffeId());
  }

  @Test
  void givesEachAgentAnIdOfItsOwn() {
    String token = signed(TestTokens.LEGACY);

    assertThat(attested("MyCluster", token).getSpiffeId())
        .isNotEqualTo(attested("MyCluster", token).getSpiffeId());
  }

  static Stream<Arguments> claims() {
    String namespace = "\"kubernetes.io/serviceaccount/namespace\": \"production\"";
    String account = "\"kubernetes.io/serviceaccount/service-account.name\": \"spire-agent\"";
    return Stream.of(
        Arguments.of("projected", TestTokens.projected("")),
        Arguments.of(
            "namespace projected, account legacy",
            "{\"kubernetes.io\": {\"namespace\": \"production\"}, " + account + "}"),
        Arguments.of(
            "namespace legacy, account projected",
            "{\"kubernetes.io\": {\"serviceaccount\": {\"name\": \"spire-agent\"}}, "
                + namespace
                + "}"),
        Arguments.of("exp ahead", TestTokens.projected("\"exp\": %s, ".formatted(NOW + 1))),
        Arguments.of(
            "exp five minutes ago", TestTokens.projected("\"exp\": %s, ".formatted(NOW - 300))),
        Arguments.of(
            "nbf in five minutes", TestTokens.projected("\"nbf\": %s, ".formatted(NOW + 300))),
        Arguments.of(
            "times with fractions",
            TestTokens.projected("\"exp\": %s.5, \"nbf\": 1.5e3, ".formatted(NOW))),
        Arguments.of("an audience of any name", TestTokens.projected("\"aud\": \"x\", ")),
        Arguments.of("other claims", TestTokens.legacy("\"a\": {\"b\": [1, null, \"\u00e4\"]}, ")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("claims")
  void readsBothFormsOfClaims(String name, String claims) {
    assertThat(attested("MyCluster", signed(claims)).getSelectorValuesList())
        .containsExactly("agent_ns:production", "agent_sa:spire-agent", "cluster:MyCluster");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"\"spire\"", "[\"other\", \"spire-server\"]"})
  void takesATokenForOneOfTheAudiences(String audience) {
    String claims = TestTokens.projected("\"aud\": %s, ".formatted(audience));

    assertThat(attested("Strict", signed(claims)).getSelectorValuesList())
        .contains("cluster:Strict");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"https://old.example", "https://kubernetes.default.svc"})
  void takesTokensOfEachIssuerOfAClusterThatMoves(String issuer) {
    String claims = TestTokens.projected("").replace("https://kubernetes.default.svc", issuer);

    assertThat(attested("Moving", signed(claims)).getSelectorValuesList())
        .contains("cluster:Moving");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{\"alg\":\"RS256\",\"kid\":\"unknown\"}",
        "{\"alg\":\"RS256\",\"kid\":7}",
        "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"cty\":\"x\",\"x\":{}}",
        "{ \"alg\" : \"RS256\" }"
      })
  void needsNoKeyIdAndNoOtherHeader(String header) {
    String token = TestTokens.sign(header, "RS256", TestKeys.RSA.getPrivate(), TestTokens.LEGACY);

    assertThat(attested("MyCluster", token).getSelectorValuesList()).hasSize(3);
  }

  @Test
  void passesOverWhatOldAgentsSendBesides() {
    String payload =
        "{\"uuid\": \"f0e1\", \"x\": [{}], \"cluster\": \"MyCluster\", \"token\": \"%s\"}"
            .formatted(signed(TestTokens.LEGACY));

    assertThat(clusters.attest(ByteString.copyFrom(payload, StandardCharsets.UTF_8)).ends())
        .containsExactly(Status.OK);
  }

  @Test
  void refusesATokenThatAttestedAnAgentWhereThatIsAskedFor() {
    String token = TestTokens.sign("ES256", TestKeys.P256.getPrivate(), TestTokens.LEGACY);
    AgentAttributes unused = attested("Once", token);
    // Signed again, the same claims have another signature but are the same token.
    String again = TestTokens.sign("ES256", TestKeys.P256.getPrivate(), TestTokens.LEGACY);

    assertThat(again).isNotEqualTo(token);
    for (String copy : List.of(token, again)) {
      assertThat(clusters.attest(payload("Once", copy)).text())
          .isEqualTo("PERMISSION_DENIED: token has already been used to attest an agent");
    }
    assertThat(attested("MyCluster", token).getSelectorValuesList()).hasSize(3);
  }

  private AgentAttributes attested(String cluster, String token) {
    Answer answer = clusters.attest(payload(cluster, token));
    assertThat(answer.ends()).as(answer.text()).containsExactly(Status.OK);
    assertThat(answer.responses()).hasSize(1);
    return answer.responses().get(0).getAgentAttributes();
  }

  private static ByteString payload(String cluster, String token) {
    return ByteString.copyFrom(TestTokens.payload(cluster, token));
  }

  private static String signed(String claims) {
    return TestTokens.sign("RS256", TestKeys.RSA.getPrivate(), claims);
  }
}
