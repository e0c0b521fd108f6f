package dev.attestor.cli;

import dev.attestor.agent.daemon.Platform;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.listen.Listener;
import dev.attestor.agent.daemon.peer.PeerUser;
import dev.attestor.agent.daemon.peer.PidScope;
import dev.attestor.agent.daemon.pipe.PipeListener;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.spi.Ports;
import dev.attestor.spire.sdk.log.HclogLogging;
import dev.attestor.windows.process.HostProcesses;

/** What the daemon needs of Windows. Apart from {@link WindowsHost}, as plugins come without it. */
final class WindowsDaemonPlatform implements Platform {

  private final WindowsHost host;

  private WindowsDaemonPlatform(WindowsHost host) {
    this.host = host;
  }

  /** Not as its own type; see {@link LinuxDaemonPlatform}. */
  static Platform of(WindowsHost host) {
    return new WindowsDaemonPlatform(host);
  }

  @Override
  public Ports ports(K8sConfig config) {
    return host.ports(config);
  }

  /** Windows numbers the processes of all containers of a host as one. */
  @Override
  public PidScope numbering(int callerPid) {
    return PidScope.SAME;
  }

  @Override
  public long suppressedLogEvents() {
    return HclogLogging.suppressed();
  }

  /** The location says it: a container of whatever kind is a job. */
  @Override
  public boolean inContainer(int pid) {
    return false;
  }

  /** An account has no subordinate ones. */
  @Override
  public String hostCaller(int pid, PeerUser user) {
    return user.displayName();
  }

  /**
   * The pipe that the agent is asked through.
   *
   * @throws dev.attestor.core.error.RefusedException if a Unix socket is asked for
   */
  @Override
  public Listener listener(AgentConfig config, ConnectionAdmission doorkeeper) {
    WindowsHost.refuse("agent.socket_path", config.socket().isPresent());
    WindowsHost.refuse("agent.peers_by_number", config.peersByNumber());
    return new PipeListener(
        config.pipe().orElse(AgentConfig.DEFAULT_PIPE), doorkeeper, new HostProcesses());
  }
}
