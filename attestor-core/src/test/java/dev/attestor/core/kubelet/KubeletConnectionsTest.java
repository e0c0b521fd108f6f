package dev.attestor.core.kubelet;

import static dev.attestor.core.kubelet.KubeletCall.anonymous;
import static dev.attestor.core.kubelet.KubeletCall.failure;
import static dev.attestor.core.kubelet.KubeletCall.readOnly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.config.ServerCheck;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.standin.CertificateAuthority;
import dev.attestor.standin.CertificateAuthority.Issued;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Why there is no connection, or none that both sides understand. */
@Timeout(60)
class KubeletConnectionsTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(200);

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
  void saysThatTheKubeletAnsweredBefore() throws Exception {
    assertThat(refusedAfter("HTTP/1.1 200 OK\r\n\r\n{\"kind\": \"PodList\", \"items\": []}"))
        .endsWith(
            "cannot be reached: connection refused; the kubelet answered there before: is it being"
                + " restarted, or has it ended? If neither, look at kubelet_read_only_port");
  }

  @Test
  void doesNotTakeAnythingForTheKubelet() throws Exception {
    assertThat(refusedAfter("HTTP/1.1 404 Not Found\r\n\r\n"))
        .contains("connection refused; nothing listens there: look at kubelet_read_only_port");
  }

  /** The message when nothing listens any more where there was an answer before. */
  private static String refusedAfter(String answer) throws IOException {
    KubeletClient client;
    try (AtOnce server = new AtOnce(answer)) {
      client = new KubeletClient(readOnly(server.port()), HOUR, HOUR, 1 << 20);
      try {
        client.listPods();
      } catch (KubeletException e) {
        assertThat(e.kind()).isEqualTo(Kind.UNEXPECTED_STATUS);
      }
    }
    return String.valueOf(
        catchThrowableOfType(KubeletException.class, client::listPods).getMessage());
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

  private static IOException alert(String alert) {
    return new javax.net.ssl.SSLHandshakeException("Received fatal alert: " + alert);
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
}
