package dev.attestor.agent.daemon.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.agent.daemon.config.HttpSettings;
import dev.attestor.agent.daemon.config.HttpTls;
import dev.attestor.core.tls.FileRemark;
import dev.attestor.core.tls.FileRemark.Severity;
import dev.attestor.core.tls.KeyManagers;
import dev.attestor.input.pem.CertificateAuthorities;
import dev.attestor.standin.CertificateAuthority;
import dev.attestor.standin.CertificateAuthority.Issued;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpsEndpointTest {

  private static final Duration RELOAD = Duration.ofMillis(50);

  @TempDir private Path folder;
  private final List<Socket> sockets = new ArrayList<>();
  private CertificateAuthority ca;
  private CertificateAuthority clients;
  private HttpTls names;

  @BeforeEach
  void writeFiles() throws Exception {
    ca = CertificateAuthority.create("servers");
    clients = CertificateAuthority.create("clients");
    names =
        new HttpTls(
            folder.resolve("tls.crt"),
            folder.resolve("tls.key"),
            Optional.of(folder.resolve("ca.crt")));
    Files.writeString(folder.resolve("ca.crt"), pem(clients.certificate()));
    write(server("first"));
  }

  @AfterEach
  void hangUp() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void servesClientsOfTheCa(String version) throws Exception {
    try (HttpEndpoint endpoint = open(names)) {
      SSLSocket client = connect(endpoint, client("prometheus"), version);

      assertThat(get(client, "/metrics")).startsWith("HTTP/1.1 200 OK\r\n").contains("attestor_");
      assertThat(client.getSession().getProtocol()).isEqualTo(version);
      assertThat(client.getSession().getCipherSuite()).contains("_GCM_");
    }
  }

  @Test
  void servesNobodyElse() throws Exception {
    CertificateAuthority other = CertificateAuthority.create("clients");
    try (HttpEndpoint endpoint = open(names)) {
      for (Issued wrong :
          new Issued[] {
            null,
            other.issueClient("prometheus", CertificateAuthority.ecKeys()),
            clients.issueServer("prometheus", List.of("a"), List.of())
          }) {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
          assertThatThrownBy(() -> get(connect(endpoint, wrong, version), "/metrics"))
              .isInstanceOf(IOException.class);
        }
      }
      assertThat(plain(endpoint, "GET /metrics HTTP/1.1\r\n\r\n")).doesNotContain("HTTP/1.1");
    }
  }

  @Test
  void servesEveryClientWithoutClientCas() throws Exception {
    HttpTls all = new HttpTls(names.certificate(), names.key(), Optional.empty());
    try (HttpEndpoint endpoint = open(all)) {
      assertThat(get(connect(endpoint, null, "TLSv1.3"), "/live")).endsWith("ok\n");
    }
  }

  @Test
  @DisabledOnOs(
      value = OS.WINDOWS,
      disabledReason = "under Wine, so many connections alone can take longer than the deadline")
  void clientsThatNeverFinishTheHandshakeStopNobodyElse() throws Exception {
    try (HttpEndpoint endpoint = open(names)) {
      Socket last = socket(endpoint);
      for (int i = 0; i < HttpEndpoint.MAX_CONNECTIONS + 10; i++) {
        last = socket(endpoint);
        last.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
      }
      assertThat(get(connect(endpoint, client("prometheus"), "TLSv1.3"), "/live")).endsWith("ok\n");
      // The answer came before the endpoint hung up on the others.
      last.setSoTimeout(100);
      assertThatThrownBy(last.getInputStream()::read).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void hangsUpOnAHandshakeThatIsLate() throws Exception {
    try (HttpEndpoint endpoint = open(names)) {
      Socket half = socket(endpoint);
      half.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
      half.setSoTimeout(20_000);

      assertThat(half.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @Test
  void usesANewCertificateOnceItsKeyIsThereToo() throws Exception {
    try (HttpEndpoint endpoint = open(names)) {
      Issued second = server("second");
      String certificate = pem(second.certificate());
      Files.writeString(names.certificate(), certificate.substring(0, certificate.length() / 2));
      Thread.sleep(RELOAD.toMillis() * 4);
      assertThat(served(endpoint)).isEqualTo("CN=first");

      Files.writeString(names.certificate(), certificate);
      Thread.sleep(RELOAD.toMillis() * 4);
      assertThat(served(endpoint)).isEqualTo("CN=first");

      write(second);
      await(() -> served(endpoint).equals("CN=second"));
    }
  }

  @Test
  void trustsNewClientCasOnceTheFileHasThem() throws Exception {
    CertificateAuthority next = CertificateAuthority.create("next");
    Issued client = next.issueClient("prometheus", CertificateAuthority.ecKeys());
    try (HttpEndpoint endpoint = open(names)) {
      assertThatThrownBy(() -> get(connect(endpoint, client, "TLSv1.3"), "/live"))
          .isInstanceOf(IOException.class);

      Files.writeString(folder.resolve("ca.crt"), pem(next.certificate()));
      await(() -> isServed(endpoint, client));

      assertThat(isServed(endpoint, client("prometheus"))).isFalse();
    }
  }

  @Test
  void servesNothingUntilThereIsACertificate() throws Exception {
    Files.delete(names.key());
    try (HttpEndpoint endpoint = open(names)) {
      assertThat(plain(endpoint, "GET /live HTTP/1.1\r\n\r\n")).isEmpty();

      write(server("late"));

      await(() -> served(endpoint).equals("CN=late"));
    }
  }

  @Test
  void namesEveryProblemOfTheFiles() throws Exception {
    Files.writeString(names.key(), key(server("other")));
    Files.writeString(folder.resolve("ca.crt"), pem(client("no CA").certificate()));

    assertThat(TlsFiles.look(names, Instant.now()))
        .containsExactly(
            new FileRemark(
                Severity.ERROR,
                HttpTls.KEY,
                "the key in \"%s\" does not fit the certificate in \"%s\""
                    .formatted(names.key(), names.certificate())),
            new FileRemark(
                Severity.ERROR,
                HttpTls.CLIENT_CA,
                "the certificate \"CN=no CA\" in \"%s\" is not a CA (basicConstraints)"
                    .formatted(folder.resolve("ca.crt"))));
    assertThat(TlsFiles.look(names, Instant.now().plus(Duration.ofDays(2))))
        .extracting(FileRemark::option)
        .contains(HttpTls.CERTIFICATE);
  }

  @Test
  void trustsNoCertificateBeforeOrAfterItsTime() throws Exception {
    X509Certificate[] chain = {client("prometheus").certificate()};
    for (Duration late : List.of(Duration.ofDays(-2), Duration.ofDays(2))) {
      ClientTrust then =
          new ClientTrust(
              List.of(clients.certificate()),
              Clock.fixed(Instant.now().plus(late), ZoneOffset.UTC));
      assertThatThrownBy(() -> then.checkClientTrusted(chain, "EC"))
          .isInstanceOf(CertificateException.class)
          .hasMessageMatching(
              "the client's certificate \"CN=prometheus\" (expired at|is not valid before) .*");
    }
    new ClientTrust(List.of(clients.certificate()), Clock.systemUTC())
        .checkClientTrusted(chain, "EC");
  }

  private HttpEndpoint open(HttpTls tls) {
    return HttpEndpoint.open(
        new HttpSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.of(tls)),
        new Metrics("test"),
        () -> true,
        RELOAD);
  }

  private Issued server(String name) throws GeneralSecurityException {
    return ca.issueServer(name, List.of("localhost"), List.of("127.0.0.1"));
  }

  private Issued client(String name) throws GeneralSecurityException {
    return clients.issueClient(name, CertificateAuthority.ecKeys());
  }

  private void write(Issued server) throws IOException, GeneralSecurityException {
    Files.writeString(names.certificate(), pem(server.certificate()));
    Files.writeString(names.key(), key(server));
  }

  private static String pem(X509Certificate certificate) throws GeneralSecurityException {
    return block("CERTIFICATE", certificate.getEncoded());
  }

  private static String key(Issued server) {
    return block("PRIVATE KEY", server.key().getEncoded());
  }

  private static String block(String kind, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(content), kind);
  }

  private SSLSocket connect(HttpEndpoint endpoint, @Nullable Issued own, String version)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager[] keys =
        own == null ? new KeyManager[0] : KeyManagers.of(List.of(own.certificate()), own.key());
    context.init(
        keys, new TrustManager[] {CertificateAuthorities.only(List.of(ca.certificate()))}, null);
    InetSocketAddress address = endpoint.address().orElseThrow();
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    sockets.add(socket);
    socket.setSoTimeout(20_000);
    socket.setEnabledProtocols(new String[] {version});
    socket.startHandshake();
    return socket;
  }

  private static String get(SSLSocket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write("GET %s HTTP/1.1\r\n\r\n".formatted(path).getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private Socket socket(HttpEndpoint endpoint) throws IOException {
    InetSocketAddress address = endpoint.address().orElseThrow();
    Socket socket = new Socket(address.getAddress(), address.getPort());
    sockets.add(socket);
    return socket;
  }

  private String plain(HttpEndpoint endpoint, String text) throws IOException {
    Socket socket = socket(endpoint);
    socket.setSoTimeout(20_000);
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (java.net.SocketException e) {
      // The endpoint closed the connection before it had read everything.
      return "";
    }
  }

  private String served(HttpEndpoint endpoint) throws Exception {
    try {
      return ((X509Certificate)
              connect(endpoint, client("prometheus"), "TLSv1.3")
                  .getSession()
                  .getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    } catch (IOException e) {
      return "";
    }
  }

  private boolean isServed(HttpEndpoint endpoint, Issued client) throws Exception {
    try {
      return get(connect(endpoint, client, "TLSv1.3"), "/live").endsWith("ok\n");
    } catch (IOException e) {
      return false;
    }
  }

  private interface Condition {
    boolean isTrue() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    while (!condition.isTrue()) {
      Thread.sleep(20);
    }
  }
}
