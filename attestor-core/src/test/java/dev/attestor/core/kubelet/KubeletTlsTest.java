package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpHandler;
import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.config.ServerCheck;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.standin.CertificateAuthority;
import dev.attestor.standin.CertificateAuthority.Issued;
import dev.attestor.testkit.FakeKubelet;
import dev.attestor.testkit.RecordedPods;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class KubeletTlsTest {

  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir static Path folder;

  private static CertificateAuthority ca;
  private static Issued named;
  private static Path caFile;
  private static Path otherCaFile;

  @BeforeAll
  static void issue() throws GeneralSecurityException, IOException {
    ca = CertificateAuthority.create("ca");
    named = ca.issueServer("kubelet", List.of("node-1", "*.pool.example"), List.of("127.0.0.1"));
    caFile = Pems.write(folder.resolve("ca.pem"), Pems.certificates(ca.certificate()));
    otherCaFile =
        Pems.write(
            folder.resolve("other.pem"),
            Pems.certificates(CertificateAuthority.create("other").certificate()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"node-1", "NODE-1", "a.pool.example", "127.0.0.1"})
  void acceptsTheNamesOfTheCertificate(String name) throws Exception {
    assertListed(named, new ServerCheck.ChainAndName(caFile, name));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"node-2", "kubelet", "a.b.pool.example", "127.0.0.2", "localhost"})
  void refusesAnyOtherName(String name) throws Exception {
    assertThat(refusal(named, new ServerCheck.ChainAndName(caFile, name)))
        .endsWith("; kubelet_server_name can name what the certificate was issued for");
  }

  @Test
  void verifiesTheChainAloneWithoutAName() throws Exception {
    Issued elsewhere = ca.issueServer("kubelet", List.of("elsewhere"), List.of());

    assertListed(elsewhere, new ServerCheck.Chain(caFile));
    assertThat(refusal(elsewhere, new ServerCheck.Chain(otherCaFile)))
        .endsWith(
            "; the kubelet's certificate does not chain to kubelet_ca_path \"%s\""
                .formatted(otherCaFile));
  }

  @Test
  void refusesAnotherCaWhateverTheName() throws Exception {
    assertThat(refusal(named, new ServerCheck.ChainAndName(otherCaFile, "node-1")))
        .endsWith(
            "; the kubelet's certificate does not chain to kubelet_ca_path \"%s\""
                .formatted(otherCaFile));
  }

  @Test
  void refusesACertificateThatIsNotMeantForServers() throws Exception {
    Issued client = ca.issueClient("kubelet", CertificateAuthority.ecKeys());

    assertThat(refusal(client, new ServerCheck.Chain(caFile)))
        .contains(
            "\"CN=kubelet\" is for clients (clientAuth), expected one for servers (serverAuth)");
    assertListed(client, new ServerCheck.None());
  }

  @Test
  void refusesAPinnedCertificateOfNoUseBeforeAnythingIsSent() throws Exception {
    for (TestCertificate each :
        List.of(
            TestCertificate.of("CN=node-1").dns("node-1").forServers().expired(),
            TestCertificate.of("CN=node-1").dns("node-1").forServers().early(),
            TestCertificate.of("CN=node-1").dns("node-1").forClients())) {
      Issued pinned = each.selfSigned().issued();
      Path file = Pems.write(folder.resolve("pinned.pem"), Pems.certificates(pinned.certificate()));

      assertThat(refusal(pinned, new ServerCheck.Chain(file))).contains("\"CN=node-1\" ");
      assertThat(refusal(pinned, new ServerCheck.ChainAndName(file, "node-1")))
          .contains("\"CN=node-1\" ");
      assertListed(pinned, new ServerCheck.None());
    }
  }

  @Test
  void refusesACommonNameAloneExceptAKubelets() throws Exception {
    Issued plain = TestCertificate.of("CN=node-1").forServers().selfSigned().issued();
    Issued kubelet =
        TestCertificate.of("O=system:nodes,CN=system:node:node-1")
            .forServers()
            .selfSigned()
            .issued();
    Path file =
        Pems.write(
            folder.resolve("cn.pem"),
            Pems.certificates(plain.certificate(), kubelet.certificate()));

    assertThat(refusal(plain, new ServerCheck.ChainAndName(file, "node-1")))
        .contains("is for no name");
    assertListed(kubelet, new ServerCheck.ChainAndName(file, "node-1"));
    assertThat(refusal(kubelet, new ServerCheck.ChainAndName(file, "node-2")))
        .contains("is for no name");
  }

  @Test
  void resumesNoSessionOfACertificateThatHasExpiredSince() throws Exception {
    Instant end = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.SECONDS);
    Issued brief =
        TestCertificate.of("CN=node-1")
            .dns("node-1")
            .forServers()
            .valid(end.minusSeconds(3600), end)
            .selfSigned()
            .issued();
    Path file = Pems.write(folder.resolve("brief.pem"), Pems.certificates(brief.certificate()));
    HttpHandler closing =
        exchange -> {
          exchange.getResponseHeaders().set("Connection", "close");
          FakeKubelet.answer(200, RecordedPods.pods()).handle(exchange);
        };
    try (FakeKubelet kubelet = FakeKubelet.secure(brief, ca, closing)) {
      KubeletClient client = client(kubelet, new ServerCheck.ChainAndName(file, "node-1"));
      assertThat(client.listPods().pods()).hasSize(15);
      assertThat(client.listPods().pods()).hasSize(15);
      Thread.sleep(Duration.between(Instant.now(), end).toMillis() + 1100);

      assertThatExceptionOfType(KubeletException.class)
          .isThrownBy(client::listPods)
          .withMessageContaining("expired at");
    }
  }

  @Test
  void believesAnybodyWhereVerificationIsSkipped() throws Exception {
    Issued stranger = CertificateAuthority.create("x").issueServer("x", List.of(), List.of());

    assertListed(stranger, new ServerCheck.None());
  }

  @Test
  void readsABundleWithTextAroundItsCertificates() throws Exception {
    CertificateAuthority second = CertificateAuthority.create("second");
    Path bundle =
        Pems.write(
            folder.resolve("bundle.pem"),
            "# the old one\r\n"
                + Pems.certificates(second.certificate())
                + "subject=CN = ca\n-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"
                + Pems.certificates(ca.certificate()).replace("\n", "\r\n")
                + "the end");

    assertListed(named, new ServerCheck.ChainAndName(bundle, "node-1"));
    assertListed(
        second.issueServer("s", List.of("node-1"), List.of()),
        new ServerCheck.ChainAndName(bundle, "node-1"));
  }

  @Test
  void readsANewCaFileAtOnceAfterATlsFailure() throws Exception {
    Path rotated = Pems.write(folder.resolve("rotated.pem"), Pems.certificates(ca.certificate()));
    CertificateAuthority next = CertificateAuthority.create("next");
    try (FakeKubelet kubelet = kubelet(next.issueServer("k", List.of(), List.of()))) {
      KubeletClient client = client(kubelet, new ServerCheck.Chain(rotated));
      assertThatExceptionOfType(KubeletException.class).isThrownBy(client::listPods);

      Pems.write(rotated, Pems.certificates(next.certificate()));

      assertThat(client.listPods().pods()).hasSize(15);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "missing, does not exist; see kubelet_ca_path",
    "'', 'has no PEM block \"CERTIFICATE\", found none'",
    "empty block, has a broken certificate in line 1",
    "broken, 'has a block \"CERTIFICATE\" in line 1 that is not base64'"
  })
  void refusesCaFilesOfNoUse(String content, String message) throws Exception {
    Path file = folder.resolve("useless-ca.pem");
    java.nio.file.Files.deleteIfExists(file);
    if (!content.equals("missing")) {
      String block = "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n";
      String text = content.equals("broken") ? block.formatted("MII?=A") : block.formatted("");
      Pems.write(file, content.isEmpty() ? "" : text);
    }
    SecurePort access =
        new SecurePort("127.0.0.1", 1, new ServerCheck.Chain(file), new Authentication.Anonymous());

    assertThatExceptionOfType(KubeletException.class)
        .isThrownBy(() -> new KubeletClient(access, HOUR))
        .withMessageContaining(message)
        .withMessageContaining(file.toString())
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.CREDENTIALS));
  }

  @Test
  void asksAgainOnTheSameConnection() throws Exception {
    Set<InetSocketAddress> callers = ConcurrentHashMap.newKeySet();
    HttpHandler answer = FakeKubelet.answer(200, RecordedPods.pods());
    try (FakeKubelet kubelet =
        FakeKubelet.secure(
            named,
            ca,
            exchange -> {
              callers.add(exchange.getRemoteAddress());
              answer.handle(exchange);
            })) {
      KubeletClient client = client(kubelet, new ServerCheck.ChainAndName(caFile, "node-1"));
      for (int i = 0; i < 5; i++) {
        assertThat(client.listPods().pods()).hasSize(15);
      }
    }
    assertThat(callers).as("connections of 5 requests").hasSize(1);
  }

  private static void assertListed(Issued identity, ServerCheck check) throws Exception {
    try (FakeKubelet kubelet = kubelet(identity)) {
      assertThat(client(kubelet, check).listPods().pods()).hasSize(15);
    }
  }

  private static String refusal(Issued identity, ServerCheck check) throws Exception {
    try (FakeKubelet kubelet = kubelet(identity)) {
      KubeletException refused =
          org.assertj.core.api.Assertions.catchThrowableOfType(
              KubeletException.class, () -> client(kubelet, check).listPods());
      assertThat(refused.kind()).isEqualTo(Kind.TLS);
      assertThat(refused)
          .hasMessageStartingWith(
              "TLS with the kubelet at https://127.0.0.1:%s/pods failed: ", kubelet.port());
      assertThat(kubelet.requests()).as("requests before the check").isZero();
      return String.valueOf(refused.getMessage());
    }
  }

  private static FakeKubelet kubelet(Issued identity) throws IOException, GeneralSecurityException {
    return FakeKubelet.secure(identity, ca, FakeKubelet.answer(200, RecordedPods.pods()));
  }

  private static KubeletClient client(FakeKubelet kubelet, ServerCheck check) {
    return new KubeletClient(
        new SecurePort("127.0.0.1", kubelet.port(), check, new Authentication.Anonymous()), HOUR);
  }
}
