package dev.attestor.agent.daemon;

import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.listen.Listener;
import dev.attestor.agent.daemon.peer.CallerFacts;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.spi.Ports;
import java.io.IOException;

/** What the agent needs of the system it runs on. */
public interface Platform extends CallerFacts {

  /** What an attestor of that configuration is connected to. */
  Ports ports(K8sConfig config);

  /** How many events the log has left out since the start, for there were too many of a kind. */
  long suppressedLogEvents();

  /**
   * Where callers connect.
   *
   * @throws IOException if that place cannot be used
   */
  Listener listener(AgentConfig config, ConnectionAdmission doorkeeper) throws IOException;
}
