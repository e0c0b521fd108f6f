package dev.attestor.agent.daemon;

import dev.attestor.agent.daemon.account.Accounts;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.listen.Listener;
import dev.attestor.agent.daemon.peer.CallerFacts;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.spi.Ports;
import java.io.IOException;

/** The parts of the operating system that the agent needs. */
public interface Platform extends CallerFacts {

  /** Connects an attestor with that configuration to the platform. */
  Ports ports(K8sConfig config);

  /** The accounts of this system. */
  Accounts accounts();

  /** The number of log events suppressed by the rate limits since the start. */
  long suppressedLogEvents();

  /**
   * Creates the listener for callers.
   *
   * @throws IOException if its address cannot be used
   */
  Listener listener(AgentConfig config, ConnectionAdmission connectionAdmission) throws IOException;
}
