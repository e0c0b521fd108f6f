package dev.attestor.cli;

import dev.attestor.agent.daemon.Platform;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.listen.Listener;
import dev.attestor.agent.daemon.peer.PeerUser;
import dev.attestor.agent.daemon.peer.PidScope;
import dev.attestor.agent.daemon.unix.HostProcesses;
import dev.attestor.agent.daemon.unix.PidNamespaces;
import dev.attestor.agent.daemon.unix.UnixListener;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.spi.Ports;
import dev.attestor.spire.sdk.log.HclogLogging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** What the daemon needs of this host. Apart from {@link Host}, which the plugin uses as well. */
final class AgentPlatform implements Platform {

  AgentPlatform() {}

  @Override
  public Ports ports(K8sConfig config) {
    return Host.ports(config);
  }

  /**
   * Returns on Linux only.
   *
   * @throws UnsupportedOperationException elsewhere
   */
  static void requireLinux(String what) {
    String name = System.getProperty("os.name", "");
    if (!name.toLowerCase(Locale.ROOT).equals("linux")) {
      throw new UnsupportedOperationException(
          "%s on Linux only, this is \"%s\"".formatted(what, name));
    }
  }

  /** Windows numbers the processes of all containers of a host as one. */
  @Override
  public PidScope numbering(int callerPid) {
    return Host.isWindows() ? PidScope.SAME : new PidNamespaces(Path.of("/proc")).of(callerPid);
  }

  @Override
  public long suppressedLogEvents() {
    return HclogLogging.suppressed();
  }

  /** On Windows the location says it: a container of whatever kind is a job. */
  @Override
  public boolean inContainer(int pid) {
    return !Host.isWindows() && new HostProcesses(Path.of("/proc")).inContainer(pid);
  }

  /** On Windows an account has no others. */
  @Override
  public String hostCaller(int pid, PeerUser user) {
    return Host.isWindows()
        ? user.displayName()
        : new HostProcesses(Path.of("/proc")).caller(pid, user);
  }

  @Override
  public Listener listener(AgentConfig config, ConnectionAdmission doorkeeper) throws IOException {
    if (Host.isWindows()) {
      return AgentPipe.listener(config, doorkeeper);
    }
    requireLinux("the agent listens");
    if (config.pipe().isPresent()) {
      throw new RefusedException("agent.pipe_name is set, which Windows alone has; take it out");
    }
    Path socket = config.socket().orElse(AgentConfig.DEFAULT_SOCKET);
    return new UnixListener(socket, doorkeeper, config.peersByNumber());
  }
}
