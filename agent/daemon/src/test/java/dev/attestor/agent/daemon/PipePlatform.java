package dev.attestor.agent.daemon;

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
import dev.attestor.windows.process.ProcessAccount;
import dev.attestor.windows.process.Processes;
import dev.attestor.windows.process.WindowsProcess;

/** A real pipe; reports every process as running in the test's container. */
final class PipePlatform implements Platform {

  private final Accounts accounts = new Accounts(WindowsAccounts::new);

  private final SomePlatform containers = new SomePlatform();
  private final Processes processes;
  private volatile boolean young;

  PipePlatform(Processes processes) {
    this.processes = processes;
  }

  /** Makes every process look as if it was created after it connected. */
  void makeProcessesYoung() {
    young = true;
  }

  @Override
  public Ports ports(K8sConfig config) {
    return containers.ports(config);
  }

  @Override
  public PidScope numbering(int callerPid) {
    return PidScope.SAME;
  }

  @Override
  public Accounts accounts() {
    return accounts;
  }

  @Override
  public long suppressedLogEvents() {
    return 0;
  }

  @Override
  public boolean inContainer(int pid) {
    return false;
  }

  @Override
  public String hostCaller(int pid, PeerUser user) {
    return user.displayName();
  }

  @Override
  public Listener listener(AgentConfig config, ConnectionAdmission connectionAdmission) {
    return new PipeListener(
        config.pipe().orElseThrow(),
        connectionAdmission,
        pid -> new Aged(processes.open(pid), young));
  }

  private record Aged(WindowsProcess process, boolean young) implements WindowsProcess {
    @Override
    public int pid() {
      return process.pid();
    }

    @Override
    public long createdAt() {
      return young ? Long.MAX_VALUE : process.createdAt();
    }

    @Override
    public boolean isRunning() {
      return process.isRunning();
    }

    @Override
    public ProcessAccount account() {
      return process.account();
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
