package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

class VerifyingSocketFactoryTest {

  @Test
  void prefersChaCha20AmongTheUsualSuites() throws Exception {
    SSLContext usual = SSLContext.getDefault();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket plain = new Socket(server.getInetAddress(), server.getLocalPort());
        SSLSocket socket =
            (SSLSocket)
                new VerifyingSocketFactory(usual, new TrustEverybody(), Optional.empty())
                    .createSocket(plain, "kubelet", 1, true)) {
      List<String> suites = List.of(socket.getEnabledCipherSuites());

      assertThat(suites.get(0)).isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
      assertThat(suites)
          .containsExactlyInAnyOrder(usual.getSocketFactory().getDefaultCipherSuites());
    }
  }
}
