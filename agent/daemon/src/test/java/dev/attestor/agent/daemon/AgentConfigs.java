package dev.attestor.agent.daemon;

import dev.attestor.agent.daemon.account.AccountLookup;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.config.AgentConfigReader;
import dev.attestor.hcl.decode.ConfigException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Agent configurations for tests. */
record AgentConfigs(Path socket, int kubeletPort) {

  AgentConfig read(String section) throws ConfigException {
    return read(section, (kind, name) -> Optional.empty());
  }

  AgentConfig read(String section, AccountLookup accounts) throws ConfigException {
    String text =
        """
        agent {
          socket_path = "%s"
          %s
        }
        workload_attestor "k8s" {
          plugin_data { kubelet_read_only_port = %s }
        }
        """
            .formatted(socket, section, kubeletPort);
    return new AgentConfigReader(name -> null, file -> "", accounts).read(text).config();
  }

  /** Leaves a socket file behind, like an agent that was killed. */
  void leaveSocketBehind() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
    }
  }
}
