package dev.attestor.cli.doctor;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.RuntimeEndpoint;
import dev.attestor.linux.proc.PeerSocket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Unix sockets that are used: the container runtime's and the agent's. */
final class SocketChecks {

  private final K8sConfig config;
  private final Path agent;

  SocketChecks(K8sConfig config, Path agent) {
    this.config = config;
    this.agent = agent;
  }

  List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    findings.add(runtime());
    findings.add(
        PeerSocket.hasPidfd()
            ? Finding.ok("kernel", "tells which process connects, by pidfd")
            : Finding.problem(
                "kernel",
                "has no SO_PEERPIDFD (Linux 6.5): callers of the agent are refused",
                "run a newer kernel, or take the risk of peers_by_number = true"));
    findings.add(
        connect(agent)
            ? Finding.ok("agent", "listens on \"%s\"".formatted(agent))
            : Finding.warning(
                "agent",
                "nobody listens on \"%s\"".formatted(agent),
                "start it with: attestor agent --config FILE"));
    return findings;
  }

  private Finding runtime() {
    String what = "container runtime";
    if (config.runtime().isEmpty()) {
      return Finding.leftOut(what, "container_runtime_endpoint is not set");
    }
    if (!(config.runtime().get() instanceof RuntimeEndpoint.UnixSocket socket)) {
      return Finding.leftOut(what, "looked for in the usual places");
    }
    return connect(socket.path())
        ? Finding.ok(what, "listens on \"%s\"".formatted(socket.path()))
        : Finding.problem(
            what,
            "\"%s\" cannot be connected to".formatted(socket.path()),
            "is it the runtime's socket, mounted here, and may this account connect?");
  }

  private static boolean connect(Path path) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
