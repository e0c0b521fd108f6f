package dev.attestor.spire.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class TcpTest {

  /** A process that is not the host: connects and prints how many bytes it received. */
  static final class Stranger {

    private Stranger() {}

    public static void main(String[] args) throws IOException {
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))) {
        socket.setSoTimeout(5_000);
        System.err.print(received(socket));
      }
    }

    private static String received(Socket socket) {
      try {
        return "bytes: " + socket.getInputStream().readAllBytes().length;
      } catch (IOException e) {
        return "error: " + e.getMessage();
      }
    }
  }

  @Test
  void servesTheHostThatStartedIt() throws Exception {
    try (LaunchedPlugin plugin = LaunchedPlugin.start(HostilePlugin.class, "--tcp")) {
      assertThat(plugin.handshake).matches("1\\|1\\|tcp\\|127\\.0\\.0\\.1:1\\d{4}\\|grpc\\|");
      assertThat(plugin.attest(0)).containsExactly("fine");
      plugin.shutdown();
      assertThat(plugin.ends()).isTrue();
    }
  }

  @Test
  void hangsUpOnAStrangerBeforeTheFirstByte() throws Exception {
    try (LaunchedPlugin plugin = LaunchedPlugin.start(HostilePlugin.class, "--tcp")) {
      String port = Integer.toString(((Endpoint.Tcp) plugin.endpoint).port());
      Process stranger = new ProcessBuilder(LaunchedPlugin.command(Stranger.class, port)).start();
      String told = new String(stranger.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(told).isIn("bytes: 0", "error: Connection reset");
      assertThat(plugin.log()).contains("Connection refused: not from the host");
      assertThat(plugin.attest(0)).containsExactly("fine");
    }
  }

  @Test
  void takesTheNextPortWhenOneIsTaken() throws Exception {
    try (LaunchedPlugin first = LaunchedPlugin.start(HostilePlugin.class, "--tcp");
        LaunchedPlugin second = LaunchedPlugin.start(HostilePlugin.class, "--tcp")) {
      assertThat(second.endpoint).isNotEqualTo(first.endpoint);
    }
  }
}
