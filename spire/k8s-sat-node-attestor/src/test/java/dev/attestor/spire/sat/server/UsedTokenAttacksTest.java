package dev.attestor.spire.sat.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sat.TestKeys;
import dev.attestor.spire.sat.TestTokens;
import dev.attestor.spire.sat.config.ServerConfigReader;
import dev.attestor.spire.sat.review.FakeApiServer;
import dev.attestor.spire.sdk.Configured;
import dev.attestor.spire.sdk.proto.servernodeattestor.AttestRequest;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an attacker with a copy of a used token may send. The API server here accepts everything.
 */
class UsedTokenAttacksTest {

  private static final String USED =
      "PERMISSION_DENIED: token has already been used to attest an agent";
  private static final PrivateKey P256 = TestKeys.P256.getPrivate();
  private static final String TOKEN = TestTokens.sign("ES256", P256, TestTokens.LEGACY);

  private static final String CONFIG =
      """
      clusters = {
          "Reviewed" = {
              service_account_allow_list = ["production:spire-agent"]
              use_token_review_api_validation = true
              kube_config_file = "@/kubeconfig"
              refuse_used_tokens = true
          }
          "Verified" = {
              service_account_allow_list = ["production:spire-agent"]
              service_account_key_file = "@/keys.pem"
              refuse_used_tokens = true
          }
          "Twin" = {
              service_account_allow_list = ["production:spire-agent"]
              service_account_key_file = "@/keys.pem"
              refuse_used_tokens = true
          }
          "Foreign" = {
              service_account_allow_list = ["production:spire-agent"]
              service_account_key_file = "@/foreign.pem"
              refuse_used_tokens = true
          }
      }
      """;

  @TempDir private Path folder;
  private FakeApiServer server;
  private final Configured<ServerAttestor> attestor = new Configured<>();

  @BeforeEach
  void configure() throws Exception {
    server =
        new FakeApiServer()
            .review(
                "{\"authenticated\": true, \"user\":"
                    + " {\"username\": \"system:serviceaccount:production:spire-agent\"}}");
    server.kubeconfig(folder, "{token: ours}");
    Files.writeString(folder.resolve("keys.pem"), TestKeys.pem(TestKeys.P256));
    Files.writeString(folder.resolve("foreign.pem"), TestKeys.pem(TestKeys.OTHER_P256));
    Clock clock = Clock.fixed(TestTokens.NOW, ZoneOffset.UTC);
    attestor.set(
        new AttestorFactory(id -> false, Map.of(), clock, SatListener.NONE)
            .make(
                "example.org",
                ServerConfigReader.read(CONFIG.replace("@", folder.toString())).config()));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Reviewed", "Verified"})
  void refusesTheTokenAgain(String cluster) {
    assertThat(attest(cluster, TOKEN)).isEqualTo("OK");
    assertThat(attest(cluster, TOKEN)).isEqualTo(USED);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Reviewed", "Verified"})
  void refusesTheTokenWithTheOtherSignatureThatAnybodyCanMake(String cluster) {
    String other = withNegatedS(TOKEN);

    assertThat(other).isNotEqualTo(TOKEN);
    assertThat(attest(cluster, other)).isEqualTo("OK");
    assertThat(attest(cluster, TOKEN)).isEqualTo(USED);
  }

  @Test
  void refusesTheTokenWithAnySignatureAndHeaderThatAnApiServerMightTake() {
    assertThat(attest("Reviewed", TOKEN)).isEqualTo("OK");

    String signed = TOKEN.substring(0, TOKEN.lastIndexOf('.') + 1);
    String otherHeader =
        TestTokens.sign("{ \"alg\": \"ES256\" }", "ES256", P256, TestTokens.LEGACY);
    assertThat(attest("Reviewed", signed + "AAAA")).isEqualTo(USED);
    assertThat(attest("Reviewed", otherHeader)).isEqualTo(USED);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Reviewed", "Verified"})
  void takesEachOfTwoTokens(String cluster) {
    String other = TestTokens.sign("ES256", P256, TestTokens.legacy("\"jti\": \"other\", "));

    assertThat(attest(cluster, TOKEN)).isEqualTo("OK");
    assertThat(attest(cluster, other)).isEqualTo("OK");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Reviewed", "Foreign"})
  void letsNoClusterUseUpTheTokensOfAnotherByItsClaims(String attacker) {
    String claims = TestTokens.projected("\"jti\": \"1\", ");
    String forged = TestTokens.sign("ES256", TestKeys.OTHER_P256.getPrivate(), claims);

    assertThat(attest(attacker, forged)).isEqualTo("OK");
    assertThat(attest("Verified", TestTokens.sign("ES256", P256, claims))).isEqualTo("OK");
  }

  @Test
  void refusesATokenThatWasUsedInAClusterWithTheSameKey() {
    assertThat(attest("Twin", TOKEN)).isEqualTo("OK");
    assertThat(attest("Verified", TOKEN)).isEqualTo(USED);
  }

  static Stream<BadCase> forms() {
    return BadForms.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  void asksTheApiServerAboutNoTokenThatTheKeyValidatorCouldNotRead(BadCase bad) {
    String payload = bad.payload().toStringUtf8().replace("MyCluster", "Reviewed");

    assertThat(attest(ByteString.copyFromUtf8(payload))).isEqualTo(bad.expected());
    assertThat(server.requests).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Reviewed", "Verified"})
  void refusesEverySpellingButOne(String cluster) {
    // Two, four and four bits of the last characters of its parts belong to no byte.
    String token =
        TestTokens.sign(
            "{\"alg\":\"ES256\" }", "ES256", P256, TestTokens.legacy("\"a\":\"1234\", "));

    assertThat(respelled(token)).hasSizeGreaterThan(20);
    assertThat(respelled(token))
        .allSatisfy(
            other ->
                assertThat(attest(cluster, other)).startsWith("INVALID_ARGUMENT: unable to parse"));
    assertThat(attest(cluster, token)).isEqualTo("OK");
  }

  /** All texts that decode to the same bytes. */
  private static List<String> respelled(String token) {
    List<String> found = new ArrayList<>();
    for (int end : List.of(token.indexOf('.'), token.lastIndexOf('.'), token.length())) {
      for (char last = '-'; last <= 'z'; last++) {
        String other = token.substring(0, end - 1) + last + token.substring(end);
        if (!other.equals(token) && isBase64(last) && decoded(other).equals(decoded(token))) {
          found.add(other);
        }
      }
    }
    return found;
  }

  private static boolean isBase64(char character) {
    return Character.isLetterOrDigit(character) || character == '-' || character == '_';
  }

  private static List<ByteBuffer> decoded(String token) {
    return Stream.of(token.split("\\.", -1))
        .map(part -> ByteBuffer.wrap(Base64.getUrlDecoder().decode(part)))
        .toList();
  }

  private String attest(String cluster, String token) {
    return attest(ByteString.copyFrom(TestTokens.payload(cluster, token)));
  }

  private String attest(ByteString payload) {
    return Clusters.attest(AttestRequest.newBuilder().setPayload(payload).build(), attestor).text();
  }

  /** If (r, s) is a valid ECDSA signature, then so is (r, n - s). */
  private static String withNegatedS(String token) {
    int dot = token.lastIndexOf('.');
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
    byte[] negated =
        ((ECPublicKey) TestKeys.P256.getPublic())
            .getParams()
            .getOrder()
            .subtract(s)
            .add(BigInteger.ONE.shiftLeft(256))
            .toByteArray();
    System.arraycopy(negated, 1, signature, 32, 32);
    return token.substring(0, dot + 1) + TestTokens.encode(signature);
  }
}
