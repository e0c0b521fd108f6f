package dev.attestor.agent.daemon.reuse;

import dev.attestor.agent.daemon.Platform;
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
import dev.attestor.windows.WindowsContainerLocator;
import dev.attestor.windows.process.HostProcesses;
import dev.attestor.windows.process.Processes;
import dev.attestor.windows.process.WindowsProcess;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/** A platform on the real Windows. The test decides when the agent examines new callers. */
final class HeldUpPlatform implements Platform {

  private final Accounts accounts = new Accounts(WindowsAccounts::new);

  private final Processes processes = new HostProcesses();
  private final UnaryOperator<WindowsProcess> view;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /**
   * Creates the platform.
   *
   * @param view how the agent sees processes
   */
  HeldUpPlatform(UnaryOperator<WindowsProcess> view) {
    this.view = view;
  }

  /** From now on, new callers are not examined. */
  void holdUp() {
    gate = new CountDownLatch(1);
  }

  /** Examines waiting and later callers. */
  void goOn() {
    gate.countDown();
  }

  private WindowsProcess open(int pid) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("the agent was stopped while it was held up", e);
    }
    return view.apply(processes.open(pid));
  }

  @Override
  public Ports ports(K8sConfig config) {
    return Ports.of(WindowsContainerLocator.ofHost());
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
    return new PipeListener(config.pipe().orElseThrow(), connectionAdmission, this::open);
  }
}
