package dev.attestor.agent.daemon;

import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.listen.Listener;
import dev.attestor.agent.daemon.peer.PeerUser;
import dev.attestor.agent.daemon.peer.PidScope;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.spi.Ports;
import java.io.IOException;

/** What the agent needs of the system it runs on. */
public interface Platform {

  /** What an attestor of that configuration is connected to. */
  Ports ports(K8sConfig config);

  /** Whether a process ID means the same process to a caller, given by its own, as to the agent. */
  PidScope numbering(int callerPid);

  /** How many events the log has left out since the start, for there were too many of a kind. */
  long suppressedLogEvents();

  /**
   * Whether a process that was located in no pod runs in some other container, in doubt true. It
   * has to be pinned by whoever asks.
   *
   * @throws dev.attestor.core.error.ProcessException if it cannot be looked at
   */
  boolean inContainer(int pid);

  /**
   * Whose limits a process shares that was located in no pod. It has to be held by whoever asks.
   *
   * @throws dev.attestor.core.error.ProcessException if it cannot be looked at
   */
  String hostCaller(int pid, PeerUser user);

  /**
   * Where callers connect.
   *
   * @throws IOException if that place cannot be used
   */
  Listener listener(AgentConfig config, ConnectionAdmission doorkeeper) throws IOException;
}
