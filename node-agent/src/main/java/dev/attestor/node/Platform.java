package dev.attestor.node;

import dev.attestor.config.K8sConfig;
import dev.attestor.node.config.AgentConfig;
import dev.attestor.node.listen.Doorkeeper;
import dev.attestor.node.listen.Listener;
import dev.attestor.spi.Ports;
import java.io.IOException;

/** What the agent needs of the system it runs on. */
public interface Platform {

  /** What an attestor of that configuration is connected to. */
  Ports ports(K8sConfig config);

  /**
   * Where callers connect.
   *
   * @throws IOException if that place cannot be used
   */
  Listener listener(AgentConfig config, Doorkeeper doorkeeper) throws IOException;
}
