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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose keys are read from its issuer, over TLS. */
class KeyRotationTest {

  private static final int RATE = 1_000;
  private static final int CALLS = 3 * RATE;
  private static final int ROTATION = RATE;

  /** On a busy host, calls take longer and begin later. */
  private static final int AT_A_TIME = 500;

  @TempDir private Path folder;
  private final AtomicInteger fetches = new AtomicInteger();
  private final Configured<ServerAttestor> attestor = new Configured<>();
  private volatile String published = "";
  private KubeletStandIn host;
  private String issuer = "";
  private String config = "";
  private final AttestorFactory factory =
      new AttestorFactory(id -> false, Map.of(), Clock.systemUTC(), SatListener.NONE);

  @BeforeEach
  void start() throws Exception {
    published = set("old", TestKeys.RSA);
    CertificateAuthority authority = CertificateAuthority.create("test");
    Path ca =
        Files.writeString(
            folder.resolve("ca.crt"),
            TestKeys.pem("CERTIFICATE", authority.certificate().getEncoded()));
    host =
        KubeletStandIn.secure(
            authority.issueServer("issuer", List.of("localhost"), List.of()),
            authority,
            this::answer);
    issuer = "https://localhost:" + host.port();
    config =
        """
        clusters { c {
          service_account_allow_list = ["production:spire-agent"]
          keys = "oidc"
          issuer = "%s"
          issuer_ca_file = "%s"
        } }
        """
            .formatted(issuer, ca);
    configure(config);
  }

  private void configure(String text) throws Exception {
    attestor.set(factory.make("example.org", ServerConfigReader.read(text).config()));
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    boolean keys = exchange.getRequestURI().getPath().equals("/keys");
    if (keys) {
      fetches.incrementAndGet();
    }
    String text =
        keys
            ? published
            : "{\"issuer\": \"%s\", \"jwks_uri\": \"%s/keys\"}".formatted(issuer, issuer);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void refusesNoGoodTokenWhileKeysChangeUnderLoad() throws Exception {
    ByteString old = payload(token("old", TestKeys.RSA));
    ByteString rotated = payload(token("new", TestKeys.OTHER_RSA));
    assertThat(attest(old)).isEqualTo("OK");
    // So that the read for the first agent does not count against the read for the new key.
    TimeUnit.SECONDS.sleep(10);
    Queue<String> refusals = new ConcurrentLinkedQueue<>();
    AtomicInteger done = new AtomicInteger();
    ExecutorService agents = Executors.newCachedThreadPool();
    Semaphore places = new Semaphore(AT_A_TIME);
    long begin = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      if (i == ROTATION) {
        published = set("old", TestKeys.RSA, "new", TestKeys.OTHER_RSA);
      }
      ByteString payload = i >= ROTATION && i % 2 == 0 ? rotated : old;
      places.acquire();
      agents.execute(
          () -> {
            String answer = attest(payload);
            places.release();
            if (!answer.equals("OK")) {
              refusals.add(answer);
            }
            done.incrementAndGet();
          });
      long wait = begin + i * (1_000_000_000L / RATE) - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
    }
    agents.shutdown();

    assertThat(agents.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
    assertThat(refusals).isEmpty();
    assertThat(done).hasValue(CALLS);
    assertThat(fetches).hasValue(2);
  }

  @Test
  void keepsTheKeysWhenTheClusterIsConfiguredAgain() throws Exception {
    ByteString good = payload(token("old", TestKeys.RSA));
    assertThat(attest(good)).isEqualTo("OK");
    published = "";
    configure(config.replace("production:spire-agent\"", "production:spire-agent\", \"a:b\""));
    assertThat(attest(good)).isEqualTo("OK");
    assertThat(fetches).hasValue(1);

    configure(config.replace("keys =", "keys_max_age = \"1h\"\nkeys ="));
    assertThat(attest(good)).startsWith("UNAVAILABLE");
  }

  @Test
  void refusesTokensOfAnIssuerThatIsNotTheClustersOwn() throws Exception {
    String claims =
        TestTokens.projected("").replace("https://kubernetes.default.svc", issuer + "/");
    String token =
        TestTokens.sign(
            "{\"alg\":\"RS256\",\"kid\":\"old\"}", "RS256", TestKeys.RSA.getPrivate(), claims);

    assertThat(attest(payload(token)))
        .isEqualTo(
            "INVALID_ARGUMENT: unable to validate token claims: token has another issuer than \"%s\""
                .formatted(issuer));
  }

  @Test
  void tellsTheLogAloneWhyKeysCannotBeRead() throws Exception {
    String before = issuer;
    issuer = "https://elsewhere.example";

    assertThat(attest(payload(token("old", TestKeys.RSA))))
        .isEqualTo(
            "UNAVAILABLE: unable to verify token: the keys of the cluster \"c\" cannot be read; the"
                + " log of the SPIRE server says why")
        .doesNotContain(before);
  }

  private String attest(ByteString payload) {
    return Clusters.attest(AttestRequest.newBuilder().setPayload(payload).build(), attestor).text();
  }

  private String token(String keyId, KeyPair pair) {
    return TestTokens.sign(
        "{\"alg\":\"RS256\",\"kid\":\"%s\"}".formatted(keyId),
        "RS256",
        pair.getPrivate(),
        TestTokens.projected("").replace("https://kubernetes.default.svc", issuer));
  }

  private static ByteString payload(String token) {
    return ByteString.copyFrom(TestTokens.payload("c", token));
  }

  private static String set(Object... pairs) throws Exception {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      PublicJsonWebKey key =
          PublicJsonWebKey.Factory.newPublicJwk(((KeyPair) pairs[i + 1]).getPublic());
      key.setKeyId((String) pairs[i]);
      keys.append(i == 0 ? "" : ",").append(key.toJson());
    }
    return "{\"keys\": [" + keys + "]}";
  }
}
