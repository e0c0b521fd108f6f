package dev.attestor.core.kubelet;

import static dev.attestor.core.kubelet.KubeletCall.anonymous;
import static dev.attestor.core.kubelet.KubeletCall.failure;
import static dev.attestor.core.kubelet.KubeletCall.readOnly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.attestor.core.config.KubeletAccess;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.standin.CertificateAuthority;
import dev.attestor.standin.CertificateAuthority.Issued;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that come too slowly, break off, or are no pod list. */
@Timeout(60)
class KubeletAnswersTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final String LIST = "{\"items\": []}";

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
}
