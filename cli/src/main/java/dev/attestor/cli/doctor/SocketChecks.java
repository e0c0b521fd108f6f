package dev.attestor.cli.doctor;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.RuntimeEndpoint;
import dev.attestor.linux.proc.PeerSocket;
import dev.attestor.runtime.RuntimeSockets;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The Unix sockets that are used: the container runtime's and the agent's. */
final class SocketChecks {

  private final K8sConfig config;
  private final ConfiguredAgent<Path> agent;

  SocketChecks(K8sConfig config, ConfiguredAgent<Path> agent) {
    this.config = config;
    this.agent = agent;
  }

  List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    findings.add(runtime());
    findings.add(kernel(PeerSocket.hasPidfd(), agent.peersByNumber()));
    findings.add(agent());
    return findings;
  }

  static Finding kernel(boolean hasPidfd, boolean peersByNumber) {
    String what = "kernel";
    if (hasPidfd) {
      return Finding.ok(what, "tells which process connects, by pidfd");
    }
    return peersByNumber
        ? Finding.warning(
            what,
            "has no SO_PEERPIDFD (Linux 6.5): with peers_by_number, a process that gets a reused ID"
                + " can be taken for another caller",
            "run a newer kernel")
        : Finding.problem(
            what,
            "has no SO_PEERPIDFD (Linux 6.5): callers of the agent are refused",
            "run a newer kernel, or take the risk of peers_by_number = true");
  }

  private Finding agent() {
    String what = "agent";
    Optional<String> failure = connect(agent.address());
    return failure.isEmpty()
        ? Finding.ok(what, "listens on %s".formatted(agent))
        : Finding.warning(
            what,
            "nobody can be reached on %s: %s".formatted(agent, failure.get()),
            "start it with: attestor agent --config FILE; or say where it listens, with --socket");
  }

  private Finding runtime() {
    String what = "container runtime";
    if (config.runtime().isEmpty()) {
      return Finding.leftOut(what, "container_runtime_endpoint is not set");
    }
    if (!(config.runtime().get() instanceof RuntimeEndpoint.UnixSocket socket)) {
      return usualRuntimes(what);
    }
    Optional<String> failure = connect(socket.path());
    return failure.isEmpty()
        ? Finding.ok(what, "accepts connections on \"%s\"".formatted(socket.path()))
        : Finding.problem(
            what,
            "\"%s\" cannot be connected to: %s".formatted(socket.path(), failure.get()),
            "is it the runtime's socket, mounted here, and may this account connect?");
  }

  private static Finding usualRuntimes(String what) {
    List<Path> places = RuntimeSockets.usualPlaces();
    List<Path> found = places.stream().filter(place -> connect(place).isEmpty()).toList();
    return found.isEmpty()
        ? Finding.problem(
            what,
            "none of the usual sockets accepts connections: %s".formatted(places),
            "set container_runtime_endpoint to the runtime's socket, and mount it here")
        : Finding.ok(what, "accepts connections on %s".formatted(found));
  }

  /** Why this failed; empty if it succeeded. */
  private static Optional<String> connect(Path path) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path))
          ? Optional.empty()
          : Optional.of("not connected");
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
