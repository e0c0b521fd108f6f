package dev.attestor.cli;

import dev.attestor.agent.daemon.Platform;
import dev.attestor.agent.daemon.account.Accounts;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.listen.Listener;
import dev.attestor.agent.daemon.peer.PeerUser;
import dev.attestor.agent.daemon.peer.PidScope;
import dev.attestor.agent.daemon.unix.NssAccounts;
import dev.attestor.agent.daemon.unix.PidNamespaces;
import dev.attestor.agent.daemon.unix.UnixListener;
import dev.attestor.agent.daemon.unix.UnlistedProcesses;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.spi.Ports;
import dev.attestor.spire.sdk.log.HclogLogging;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The daemon's platform on Linux. Separate from {@link LinuxHost}, because plugins do not contain
 * the daemon.
 */
final class LinuxDaemonPlatform implements Platform {

  private static final Path PROC = Path.of("/proc");

  private static final Accounts ACCOUNTS = new Accounts(NssAccounts::new);

  private final LinuxHost host;

  private LinuxDaemonPlatform(LinuxHost host) {
    this.host = host;
  }

  /**
   * Does not return its own type: verifying {@link LinuxHost} would make a plugin load the daemon's
   * classes.
   */
  static Platform of(LinuxHost host) {
    return new LinuxDaemonPlatform(host);
  }

  @Override
  public Ports ports(K8sConfig config) {
    return host.ports(config);
  }

  @Override
  public PidScope numbering(int callerPid) {
    return new PidNamespaces(PROC).of(callerPid);
  }

  @Override
  public Accounts accounts() {
    return ACCOUNTS;
  }

  @Override
  public long suppressedLogEvents() {
    return HclogLogging.suppressed();
  }

  @Override
  public boolean inContainer(int pid) {
    return new UnlistedProcesses(PROC).inContainer(pid);
  }

  @Override
  public String hostCaller(int pid, PeerUser user) {
    return new UnlistedProcesses(PROC).caller(pid, user);
  }

  @Override
  public Listener listener(AgentConfig config, ConnectionAdmission connectionAdmission)
      throws IOException {
    if (config.pipe().isPresent()) {
      throw new RefusedException("agent.pipe_name is set, which only Windows supports; remove it");
    }
    Path socket = config.socket().orElse(AgentConfig.DEFAULT_SOCKET);
    return new UnixListener(
        socket, config.socketAccess(), connectionAdmission, config.peersByNumber());
  }
}
