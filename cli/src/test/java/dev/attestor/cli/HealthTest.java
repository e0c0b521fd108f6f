package dev.attestor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.agent.daemon.Agent;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.config.AgentConfigReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
class HealthTest {

  @TempDir private Path folder;
  private Path socket;

  @BeforeEach
  void nameSocket() {
    socket = folder.resolve("agent.sock");
  }

  @Test
  void theAgentIsHealthyWhileItRuns() throws Exception {
    AgentConfig config =
        new AgentConfigReader(name -> null, file -> "", (kind, name) -> Optional.empty())
            .read(
                """
                agent { socket_path = "%s" }
                workload_attestor "k8s" { plugin_data { kubelet_read_only_port = 1 } }
                """
                    .formatted(socket))
            .config();
    try (Agent agent = Agent.start(config, Host.current().daemonPlatform(), "test")) {
      assertThat(agent).isNotNull();
      assertThat(HealthMain.run("--socket", socket.toString())).isEqualTo(ExitCode.OK);
      assertThat(Main.commandLine().execute("health", "--socket", socket.toString()))
          .isEqualTo(ExitCode.OK);
    }
    assertThat(HealthMain.run("--socket", socket.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(Main.commandLine().execute("health", "--socket", socket.toString()))
        .isEqualTo(ExitCode.FAILED);
  }

  @Test
  void anythingButAServingAgentIsAFailure() throws Exception {
    assertThat(HealthMain.run("--sockets", "/a")).isEqualTo(ExitCode.USAGE);
    assertThat(HealthMain.run("--socket")).isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "00000700000000000100000000020802, the agent does not serve",
    "00000403000000000100000000, the agent refused the request",
    "000000040000000000, the agent did not answer in time",
    "485454502f312e31203430302042616420, the answer is not HTTP/2",
  })
  void saysWhatIsAmiss(String answer, String message) throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread other = new Thread(() -> answer(server, answer));
      other.start();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> HealthProbe.ask(socket, Duration.ofMillis(500)))
          .withMessage(message);
      other.join();
    }
  }

  /** Sends something, and waits until the other end disconnects. */
  private static void answer(ServerSocketChannel server, String hex) {
    try (SocketChannel connection = server.accept()) {
      connection.write(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
      ByteBuffer request = ByteBuffer.allocate(1000);
      while (connection.read(request) > 0) {
        request.clear();
      }
    } catch (IOException e) {
      // The other end disconnected with unread data.
    }
  }
}
