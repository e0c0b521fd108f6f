package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpHandler;
import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.KubeletAccess;
import dev.attestor.core.config.KubeletAccess.ReadOnlyPort;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.config.ServerCheck;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.standin.CertificateAuthority;
import dev.attestor.standin.CertificateAuthority.Issued;
import dev.attestor.testkit.FakeKubelet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class KubeletFailuresTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String LIST = "{\"items\": []}";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | UNAUTHENTICATED   | did not authenticate us (401: go  away); expected a port without authentication in kubelet_read_only_port
          403 | FORBIDDEN         | does not let us list pods (403: go  away); grant "get" on "nodes/pods" (kubelets from 1.33 on) or "nodes/proxy" (before)
          404 | UNEXPECTED_STATUS | answered 404, expected 200: go  away
          500 | UNEXPECTED_STATUS | answered 500, expected 200: go  away
          302 | UNEXPECTED_STATUS | answered 302, expected 200
          204 | UNEXPECTED_STATUS | answered 204, expected 200
          """)
  void saysWhatTheStatusMeans(int status, Kind kind, String message) throws Exception {
    byte[] body = " go \r\n\t\u0007 away\n".getBytes(StandardCharsets.UTF_8);
    HttpHandler answer =
        exchange -> {
          exchange.getResponseHeaders().set("Location", "http://127.0.0.1/elsewhere");
          exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
          FakeKubelet.answer(status, status == 204 ? new byte[0] : body).handle(exchange);
        };
    try (FakeKubelet kubelet = FakeKubelet.plain(answer)) {
      KubeletException failure = failure(readOnly(kubelet.port()));

      assertThat(failure)
          .hasMessage(
              "the kubelet at http://127.0.0.1:%s/pods %s"
                  .formatted(kubelet.port(), message.replace("  ", " ")));
      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(kubelet.requests()).isEqualTo(1);
    }
  }

  @Test
  void saysWhatToLookAtWhenTheKubeletDoesNotKnowUs() throws Exception {
    CertificateAuthority ca = CertificateAuthority.create("ca");
    KeyPair keys = CertificateAuthority.ecKeys();
    Path token = Pems.write(folder.resolve("token"), "t");
    Path certificate =
        Pems.write(
            folder.resolve("c.pem"), Pems.certificates(ca.issueClient("c", keys).certificate()));
    Path key = Pems.write(folder.resolve("c.key"), Pems.pkcs8(keys.getPrivate()));
    Issued identity = ca.issueServer("kubelet", List.of(), List.of());
    try (FakeKubelet kubelet =
        FakeKubelet.secure(identity, ca, FakeKubelet.answer(401, new byte[0]))) {
      assertThat(told(kubelet, new Authentication.Anonymous()))
          .endsWith("(401); use_anonymous_authentication needs the kubelet's --anonymous-auth");
      assertThat(told(kubelet, new Authentication.BearerToken(token)))
          .endsWith(
              "(401); look at the token in \"%s\" and the kubelet's --authentication-token-webhook"
                  .formatted(token));
      assertThat(told(kubelet, new Authentication.ClientCertificate(certificate, key)))
          .endsWith(
              "(401); look at the certificate in \"%s\" and the kubelet's --client-ca-file"
                  .formatted(certificate));
    }
  }

  @Test
  void showsOnlyTheStartOfALongErrorText() throws Exception {
    byte[] body = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    try (FakeKubelet kubelet = FakeKubelet.plain(FakeKubelet.answer(500, body))) {
      assertThat(failure(readOnly(kubelet.port())).getMessage()).endsWith(": " + "x".repeat(1024));
    }
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    KubeletException failure = failure(readOnly(port));

    assertThat(failure)
        .hasMessage(
            "the kubelet at http://127.0.0.1:%s/pods cannot be reached: connection refused; nothing"
                    .formatted(port)
                + " listens there: look at kubelet_read_only_port, which many kubelets do not open;"
                + " in a pod, 127.0.0.1 is the node only with hostNetwork: true");
    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void saysThatANameHasNoAddress() {
    KubeletException failure =
        failure(
            new SecurePort(
                "kubelet.invalid", 10250, new ServerCheck.None(), new Authentication.Anonymous()));

    assertThat(failure)
        .hasMessage(
            "the kubelet at https://kubelet.invalid:10250/pods cannot be reached: the name"
                + " \"kubelet.invalid\" has no address; set node_name, or the variable that"
                + " node_name_env names, to one that this host can resolve");
    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
  }

  static Stream<Arguments> slow() {
    String head = "HTTP/1.1 200 OK\r\n";
    String fixed = head + "Content-Length: 100000\r\n\r\n{";
    String chunked = head + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n";
    return Stream.of(
        Arguments.of("headers never come", RawServer.stall("")),
        Arguments.of("headers stall", RawServer.stall(head + "X:")),
        Arguments.of("headers trickle", RawServer.trickle(head + "X:", 'x')),
        Arguments.of("body never comes", RawServer.stall(fixed)),
        Arguments.of("body trickles", RawServer.trickle(fixed, ' ')),
        Arguments.of("chunk never comes", RawServer.stall(chunked)),
        Arguments.of("chunk trickles", RawServer.trickle(chunked + "ffff\r\n", ' ')));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("slow")
  void givesUpOnASlowAnswer(String name, RawServer.Answer answer) throws IOException {
    try (RawServer server = new RawServer(answer)) {
      assertTimedOut(readOnly(server.port()), "http", server.port());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("slow")
  void givesUpOnASlowAnswerOverTls(String name, RawServer.Answer answer) throws Exception {
    Issued identity =
        CertificateAuthority.create("ca").issueServer("kubelet", List.of(), List.of());
    try (RawServer server = new RawServer(RawServer.tls(identity), answer)) {
      assertTimedOut(anonymous(server.port()), "https", server.port());
    }
  }

  @Test
  void givesUpOnAHandshakeThatNeverComes() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertTimedOut(anonymous(silent.getLocalPort()), "https", silent.getLocalPort());
    }
  }

  static Stream<Arguments> cut() {
    String head = "HTTP/1.1 200 OK\r\n";
    String text = "the text is truncated at $.items";
    return Stream.of(
        Arguments.of("no length", head + "\r\n{\"items\": [", text + "[0]"),
        // Some JDK versions detect this.
        Arguments.of(
            "length",
            head + "Content-Length: 99\r\n\r\n{\"items\": [",
            "it is incomplete or " + text),
        Arguments.of(
            "chunked",
            head + "Transfer-Encoding: chunked\r\n\r\n99\r\n{\"items\": [",
            "it is incomplete: Premature EOF"),
        Arguments.of(
            "between chunks",
            head + "Transfer-Encoding: chunked\r\n\r\nb\r\n{\"items\": [\r\n",
            "it is incomplete: Premature EOF"),
        Arguments.of("empty", head + "Content-Length: 0\r\n\r\n", "the text is truncated at $"),
        Arguments.of(
            "gzip without a byte",
            head + "Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n",
            "it is incomplete: EOFException"),
        Arguments.of(
            "no gzip",
            head + "Content-Encoding: gzip\r\n\r\n" + LIST,
            "it is not gzip: Not in GZIP format"),
        Arguments.of("no JSON", head + "\r\n<html/>", "the text is not JSON at $"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cut")
  void saysHowABodyIsOfNoUse(String name, String answer, String message) throws IOException {
    try (RawServer server = new RawServer(RawServer.text(answer))) {
      KubeletException failure = failure(readOnly(server.port()));

      assertThat(failure)
          .hasMessageStartingWith(
              "the kubelet at http://127.0.0.1:%s/pods returned no usable pod list: ",
              server.port())
          .message()
          .containsAnyOf(message.split(" or "));
      assertThat(failure.kind()).isEqualTo(Kind.BAD_BODY);
    }
  }

  @Test
  void saysThatTheConnectionEndedBeforeAnAnswer() throws IOException {
    try (RawServer server = new RawServer(RawServer.text(""))) {
      assertThat(failure(readOnly(server.port())).kind()).isEqualTo(Kind.UNREACHABLE);
    }
  }

  static Stream<Arguments> poorErrorTexts() {
    String head = "HTTP/1.1 403 No\r\n";
    return Stream.of(
        Arguments.of("cut", RawServer.text(head + "Transfer-Encoding: chunked\r\n\r\n99\r\nno")),
        Arguments.of("stalls", RawServer.stall(head + "Content-Length: 9\r\n\r\nno")),
        Arguments.of("trickles", RawServer.trickle(head + "\r\n", 'x')));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("poorErrorTexts")
  void keepsTheStatusWhenItsTextCannotBeRead(String name, RawServer.Answer answer)
      throws IOException {
    try (RawServer server = new RawServer(answer)) {
      KubeletException failure =
          catchThrowableOfType(
              KubeletException.class,
              () -> new KubeletClient(readOnly(server.port()), HOUR, SECOND, 1 << 20).listPods());
      assertThat(failure.kind()).isEqualTo(Kind.FORBIDDEN);
    }
  }

  @Test
  void saysThatAPortSpeaksNoTls() throws Exception {
    try (AtOnce server = new AtOnce("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      KubeletException failure = failure(anonymous(server.port()));

      assertThat(failure.kind()).isEqualTo(Kind.TLS);
      assertThat(failure)
          .hasMessageEndingWith(
              "failed: the server there does not use TLS; expected the kubelet's secure port in"
                  + " kubelet_secure_port (a read-only port is set as kubelet_read_only_port)");
    }
  }

  @Test
  void saysThatAPortSpeaksTls() throws Exception {
    try (RawServer server =
        new RawServer(
            RawServer.text(
                "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"))) {
      assertThat(failure(readOnly(server.port())))
          .hasMessageEndingWith(
              "expects TLS on this port (400: Client sent an HTTP request to an HTTPS server.); set"
                  + " it as kubelet_secure_port");
    }
    Issued identity = CertificateAuthority.create("ca").issueServer("k", List.of(), List.of());
    try (RawServer server = new RawServer(RawServer.tls(identity), RawServer.text(""))) {
      assertThat(failure(readOnly(server.port())))
          .hasMessageContaining(
              "if this is the kubelet's secure port, set it as kubelet_secure_port");
    }
  }

  @Test
  void saysThatTheKubeletWantsAClientCertificate() throws Exception {
    assertThat(new ConnectionFailures(anonymous(1)).tls(alert("certificate_required")))
        .isEqualTo(
            "the kubelet ended the handshake with the alert \"certificate_required\": it wants a"
                + " client certificate; set certificate_path and private_key_path");
    SecurePort certificate =
        new SecurePort(
            "127.0.0.1",
            1,
            new ServerCheck.None(),
            new Authentication.ClientCertificate(Path.of("c.pem"), Path.of("c.key")));
    assertThat(new ConnectionFailures(certificate).tls(alert("unknown_ca")))
        .endsWith(
            "look at the certificate in \"c.pem\" (certificate_path) and the kubelet's"
                + " --client-ca-file");
    assertThat(new ConnectionFailures(certificate).tls(alert("protocol_version")))
        .contains("no TLS version or cipher suite that both sides take");
  }

  /** Reads a little, answers and closes the connection. */
  private static final class AtOnce implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

    AtOnce(String answer) throws IOException {
      Thread thread =
          new Thread(
              () -> {
                try (java.net.Socket socket = server.accept()) {
                  socket.getInputStream().readNBytes(5);
                  socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                  socket.shutdownOutput();
                  socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (IOException e) {
                  // The client has disconnected.
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static IOException alert(String alert) {
    return new javax.net.ssl.SSLHandshakeException("Received fatal alert: " + alert);
  }

  @Test
  void saysThatTheHandshakeWasCutOff() throws Exception {
    try (AtOnce server = new AtOnce("")) {
      assertThat(failure(anonymous(server.port())).getMessage())
          .contains("kubelet_secure_port")
          .doesNotContain("Remote host");
    }
  }

  @Test
  void saysWhichHostNobodyListensOn() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertThat(failure(anonymous(port)))
        .hasMessageEndingWith(
            "connection refused; nothing listens there: look at kubelet_secure_port; in a pod,"
                + " 127.0.0.1 is the node only with hostNetwork: true, else set node_name or"
                + " node_name_env");
    assertThat(
            failure(
                new SecurePort(
                    "localhost", port, new ServerCheck.None(), new Authentication.Anonymous())))
        .hasMessageEndingWith(
            "connection refused; nothing listens there: look at kubelet_secure_port and node_name");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "others refuse what does not fit into the queue")
  void saysThatNoConnectionWasMadeInTime() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
        Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      KubeletException failure =
          catchThrowableOfType(
              KubeletException.class,
              () ->
                  new KubeletClient(anonymous(full.getLocalPort()), HOUR, SHORT, 1 << 20)
                      .listPods());
      assertThat(failure)
          .hasMessage(
              "the kubelet at https://127.0.0.1:%s/pods cannot be reached: no connection within"
                      .formatted(full.getLocalPort())
                  + " 200 ms; something on the way to \"127.0.0.1\" drops packets, such as a"
                  + " firewall, or the address is not in use: look at node_name and the network");
      assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    }
  }

  private static void assertTimedOut(KubeletAccess access, String scheme, int port) {
    KubeletException failure =
        catchThrowableOfType(
            KubeletException.class,
            () -> new KubeletClient(access, HOUR, SHORT, 1 << 20).listPods());

    assertThat(failure)
        .hasMessage(
            "the kubelet at %s://127.0.0.1:%s/pods gave no complete answer within 200 ms"
                .formatted(scheme, port));
    assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
  }

  private static String told(FakeKubelet kubelet, Authentication authentication) {
    return String.valueOf(
        failure(new SecurePort("127.0.0.1", kubelet.port(), new ServerCheck.None(), authentication))
            .getMessage());
  }

  private static KubeletException failure(KubeletAccess access) {
    return catchThrowableOfType(
        KubeletException.class, () -> new KubeletClient(access, HOUR).listPods());
  }

  private static ReadOnlyPort readOnly(int port) {
    return new ReadOnlyPort(port);
  }

  private static SecurePort anonymous(int port) {
    return new SecurePort(
        "127.0.0.1", port, new ServerCheck.None(), new Authentication.Anonymous());
  }
}
