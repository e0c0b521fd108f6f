package dev.attestor.cli;

import dev.attestor.agent.daemon.Platform;
import dev.attestor.agent.daemon.account.AccountId;
import dev.attestor.agent.daemon.account.Accounts;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.listen.Listener;
import dev.attestor.agent.daemon.peer.PeerUser;
import dev.attestor.agent.daemon.peer.PidScope;
import dev.attestor.agent.daemon.pipe.PipeListener;
import dev.attestor.agent.daemon.pipe.WindowsAccounts;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.spi.Ports;
import dev.attestor.spire.sdk.log.HclogLogging;
import dev.attestor.windows.process.HostProcesses;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The daemon's platform on Windows. Separate from {@link WindowsHost}, because plugins do not
 * contain the daemon.
 */
final class WindowsDaemonPlatform implements Platform {

  private static final Accounts ACCOUNTS = new Accounts(WindowsAccounts::new);
  private static final Pattern SID = Pattern.compile("\\bSID S-1-[0-9]+(?:-[0-9]+)+");

  private final WindowsHost host;

  private WindowsDaemonPlatform(WindowsHost host) {
    this.host = host;
  }

  /** Does not return its own type; see {@link LinuxDaemonPlatform}. */
  static Platform of(WindowsHost host) {
    return new WindowsDaemonPlatform(host);
  }

  /** A text with a name beside each security identifier that has one. */
  static String withAccountNames(String text) {
    return SID.matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    AccountId.parse(found.group())
                        .flatMap(ACCOUNTS::nameInTime)
                        .map(name -> "%s (%s)".formatted(found.group(), name))
                        .orElseGet(found::group)));
  }

  @Override
  public Ports ports(K8sConfig config) {
    return host.ports(config);
  }

  /** On Windows, the processes of all containers share one set of process IDs. */
  @Override
  public PidScope numbering(int callerPid) {
    return PidScope.SAME;
  }

  @Override
  public Accounts accounts() {
    return ACCOUNTS;
  }

  @Override
  public long suppressedLogEvents() {
    return HclogLogging.suppressed();
  }

  /** The location is sufficient: every container is a job. */
  @Override
  public boolean inContainer(int pid) {
    return false;
  }

  /** Windows accounts have no subordinate ones. */
  @Override
  public String hostCaller(int pid, PeerUser user) {
    return user.displayName();
  }

  /**
   * Creates the agent's pipe.
   *
   * @throws dev.attestor.core.error.RefusedException if a Unix socket is configured
   */
  @Override
  public Listener listener(AgentConfig config, ConnectionAdmission connectionAdmission) {
    WindowsHost.refuse("agent.socket_path", config.socket().isPresent());
    WindowsHost.refuse(
        "agent.socket_mode or agent.socket_group", config.socketAccess().isRestricted());
    WindowsHost.refuse("agent.peers_by_number", config.peersByNumber());
    return new PipeListener(
        config.pipe().orElse(AgentConfig.DEFAULT_PIPE), connectionAdmission, new HostProcesses());
  }
}
