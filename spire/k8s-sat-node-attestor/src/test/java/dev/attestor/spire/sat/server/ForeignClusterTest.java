package dev.attestor.spire.sat.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sat.TestKeys;
import dev.attestor.spire.sat.TestTokens;
import dev.attestor.spire.sat.config.ServerConfigReader;
import dev.attestor.spire.sdk.Configured;
import dev.attestor.spire.sdk.proto.servernodeattestor.AttestRequest;
import dev.attestor.standin.CertificateAuthority;
import dev.attestor.standin.KubeletStandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two clusters whose keys are found by their issuers. Whoever controls one of them can publish what
 * they like there, and cannot attest an agent of the other.
 */
class ForeignClusterTest {

  /** For as long as the plugin reads no keys again for an unknown one. */
  private static final int PAUSE_SECONDS = 10;

  private static final String KEY_ID = "same";
  private static final String OWN = "own";
  private static final String FOREIGN = "foreign";

  @TempDir private Path folder;
  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final AtomicInteger keyFetches = new AtomicInteger();
  private final Configured<ServerAttestor> attestor = new Configured<>();
  private KubeletStandIn host;

  @BeforeEach
  void start() throws Exception {
    CertificateAuthority authority = CertificateAuthority.create("issuer CA");
    Path ca =
        Files.writeString(
            folder.resolve("ca.crt"),
            TestKeys.pem("CERTIFICATE", authority.certificate().getEncoded()));
    host =
        KubeletStandIn.secure(
            authority.issueServer("issuer", List.of("localhost"), List.of()),
            authority,
            this::answer);
    StringBuilder config = new StringBuilder("clusters {\n");
    for (String cluster : List.of(OWN, FOREIGN)) {
      config.append(
          """
          "%s" {
            service_account_allow_list = ["production:spire-agent"]
            keys = "oidc"
            issuer = "%s"
            issuer_ca_file = "%s"
          }
          """
              .formatted(cluster, issuer(cluster), ca));
      discovery(cluster, issuer(cluster), "/" + cluster + "/keys");
    }
    pages.put("/own/keys", set(KEY_ID, TestKeys.RSA));
    pages.put("/foreign/keys", set(KEY_ID, TestKeys.OTHER_RSA));
    attestor.set(
        new AttestorFactory(id -> false, Map.of(), Clock.systemUTC(), SatListener.NONE)
            .make(
                "example.org", ServerConfigReader.read(config.append("}\n").toString()).config()));
    assertThat(attest(OWN, token(OWN, KEY_ID, TestKeys.RSA))).isEqualTo("OK");
    assertThat(attest(FOREIGN, token(FOREIGN, KEY_ID, TestKeys.OTHER_RSA))).isEqualTo("OK");
  }

  @AfterEach
  void stop() {
    host.close();
  }

  @Test
  void looksForAKeyOfTheSameIdInTheAgentsOwnClusterAlone() {
    assertThat(attest(OWN, token(OWN, KEY_ID, TestKeys.OTHER_RSA)))
        .isEqualTo(
            "INVALID_ARGUMENT: unable to verify token: it is not signed by any key of its cluster");
    assertThat(attest(FOREIGN, token(FOREIGN, KEY_ID, TestKeys.RSA)))
        .isEqualTo(
            "INVALID_ARGUMENT: unable to verify token: it is not signed by any key of its cluster");
  }

  @Test
  void refusesATokenThatNamesTheIssuerOfAnotherCluster() {
    assertThat(attest(FOREIGN, token(OWN, KEY_ID, TestKeys.OTHER_RSA)))
        .isEqualTo(
            "INVALID_ARGUMENT: unable to validate token claims: token has another issuer than \"%s\""
                .formatted(issuer(FOREIGN)));
  }

  @Test
  void takesNoKeysFromAClusterThatCallsItselfByAnothersIssuer() throws Exception {
    TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
    discovery(FOREIGN, issuer(OWN), "/foreign/keys");
    pages.put("/foreign/keys", set("new", TestKeys.OTHER_RSA));

    assertThat(attest(FOREIGN, token(OWN, "new", TestKeys.OTHER_RSA)))
        .startsWith("UNAVAILABLE: unable to verify token: it names a key that its cluster did not");
    assertThat(attest(OWN, token(OWN, KEY_ID, TestKeys.RSA))).isEqualTo("OK");
  }

  @Test
  void readsTheKeysOnceHoweverManyTokensNameUnknownOnes() throws Exception {
    TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
    keyFetches.set(0);
    Map<String, Integer> answers = new ConcurrentHashMap<>();
    ExecutorService flood = Executors.newFixedThreadPool(32);
    String signed = token(FOREIGN, KEY_ID, TestKeys.OTHER_RSA);
    String rest = signed.substring(signed.indexOf('.'));
    long begin = System.nanoTime();
    for (int i = 0; i < 10_000; i++) {
      String header = "{\"alg\":\"RS256\",\"kid\":\"unknown-%s\"}".formatted(i);
      String token = TestTokens.encode(header.getBytes(StandardCharsets.UTF_8)) + rest;
      flood.execute(
          () -> answers.merge(attest(FOREIGN, token).replaceAll(":.*", ""), 1, Integer::sum));
    }
    assertThat(attest(OWN, token(OWN, KEY_ID, TestKeys.RSA))).isEqualTo("OK");
    flood.shutdown();
    assertThat(flood.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);

    assertThat(answers.keySet()).isSubsetOf("INVALID_ARGUMENT", "UNAVAILABLE");
    assertThat(answers.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(10_000);
    assertThat(keyFetches.get()).isBetween(1, 1 + (int) (seconds / PAUSE_SECONDS));
  }

  private void discovery(String cluster, String named, String keys) {
    pages.put(
        "/" + cluster + "/.well-known/openid-configuration",
        "{\"issuer\": \"%s\", \"jwks_uri\": \"%s%s\"}".formatted(named, origin(), keys));
  }

  private String origin() {
    return "https://localhost:" + host.port();
  }

  private String issuer(String cluster) {
    return origin() + "/" + cluster;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.endsWith("/keys")) {
      keyFetches.incrementAndGet();
    }
    byte[] bytes = pages.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String attest(String cluster, String token) {
    ByteString payload = ByteString.copyFrom(TestTokens.payload(cluster, token));
    return Clusters.attest(AttestRequest.newBuilder().setPayload(payload).build(), attestor).text();
  }

  private String token(String issuerOf, String keyId, KeyPair pair) {
    return TestTokens.sign(
        "{\"alg\":\"RS256\",\"kid\":\"%s\"}".formatted(keyId),
        "RS256",
        pair.getPrivate(),
        TestTokens.projected("").replace("https://kubernetes.default.svc", issuer(issuerOf)));
  }

  private static String set(String keyId, KeyPair pair) throws Exception {
    PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
    key.setKeyId(keyId);
    return "{\"keys\": [" + key.toJson() + "]}";
  }
}
