package dev.attestor.cli;

import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.listen.Listener;
import dev.attestor.agent.daemon.pipe.PipeListener;
import dev.attestor.windows.process.HostProcesses;

/** What the daemon needs of Windows. Apart from {@link WindowsHost}, which the plugin uses too. */
final class AgentPipe {

  private AgentPipe() {}

  /**
   * The pipe that the agent is asked through.
   *
   * @throws dev.attestor.core.error.RefusedException if a Unix socket is asked for
   */
  static Listener listener(AgentConfig config, ConnectionAdmission doorkeeper) {
    WindowsHost.refuse("agent.socket_path", config.socket().isPresent());
    WindowsHost.refuse("agent.peers_by_number", config.peersByNumber());
    return new PipeListener(
        config.pipe().orElse(AgentConfig.DEFAULT_PIPE), doorkeeper, new HostProcesses());
  }
}
