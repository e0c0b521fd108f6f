package dev.attestor.core.kubelet;

import static dev.attestor.core.kubelet.KubeletCall.failure;
import static dev.attestor.core.kubelet.KubeletCall.readOnly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpHandler;
import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.config.ServerCheck;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.standin.CertificateAuthority;
import dev.attestor.standin.CertificateAuthority.Issued;
import dev.attestor.testkit.FakeKubelet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the status of an answer means, and what of its text is shown. */
@Timeout(60)
class KubeletStatusTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path folder;

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

  private static String told(FakeKubelet kubelet, Authentication authentication) {
    return String.valueOf(
        failure(new SecurePort("127.0.0.1", kubelet.port(), new ServerCheck.None(), authentication))
            .getMessage());
  }
}
