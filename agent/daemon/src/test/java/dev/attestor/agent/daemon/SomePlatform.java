package dev.attestor.agent.daemon;

import dev.attestor.agent.daemon.account.Accounts;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.listen.Listener;
import dev.attestor.agent.daemon.peer.PeerUser;
import dev.attestor.agent.daemon.peer.PidScope;
import dev.attestor.agent.daemon.unix.NssAccounts;
import dev.attestor.agent.daemon.unix.PidNamespaces;
import dev.attestor.agent.daemon.unix.UnixListener;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.ProcessPin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The real socket; reports every process as running in the test's container. */
final class SomePlatform implements Platform {

  private final Accounts accounts = new Accounts(NssAccounts::new);

  /** A process ID that no process has. */
  static final int GONE = 4999;

  private volatile Location location = new Location.InPod(new PodUid("u1"), new ContainerId("c1"));
  private final AtomicInteger located = new AtomicInteger();
  private volatile boolean ended;
  private volatile boolean inContainer;
  private final AtomicInteger life = new AtomicInteger();
  private volatile @Nullable Throwable failure;

  void runEverythingOutside() {
    location = new Location.Outside();
  }

  void runEverythingInSomeOtherContainer() {
    location = new Location.Outside();
    inContainer = true;
  }

  /** Makes the next configurations fail, like one that names a missing file. */
  void failWith(@Nullable Throwable next) {
    failure = next;
  }

  /** Reports every process except this one as ended. */
  void end() {
    ended = true;
  }

  /** Reports every process as ended, and its process ID as reused in the same place. */
  void giveNumbersToOthers() {
    life.incrementAndGet();
  }

  /** How often a process was located. */
  int located() {
    return located.get();
  }

  static byte[] podList(String version) {
    return """
        {"items": [{
          "metadata": {"uid": "u1", "namespace": "prod", "name": "web-1", "labels": {"version": "%s"}},
          "spec": {"serviceAccountName": "web", "nodeName": "n1",
                   "containers": [{"name": "web", "image": "registry.example/web:1"}]},
          "status": {"phase": "Running", "containerStatuses": [
            {"name": "web", "image": "registry.example/web:1", "imageID": "registry.example/web@sha256:aa",
             "containerID": "containerd://c1", "state": {"running": {}}}]}}]}
        """
        .formatted(version)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Ports ports(K8sConfig config) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    return Ports.of(new Containers());
  }

  private final class Containers implements ContainerLocator {
    @Override
    public ProcessPin pin(int pid) {
      requireThere(pid);
      int pinned = life.get();
      return new ProcessPin() {
        @Override
        public boolean isRunning() {
          return pinned == life.get();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public Location locate(int pid, ProcessPin pin) {
      located.incrementAndGet();
      requireThere(pid);
      pin.requireRunning(pid);
      return location;
    }

    private void requireThere(int pid) {
      if (pid == GONE || (ended && pid != ProcessHandle.current().pid())) {
        throw new ProcessException(
            ProcessException.Kind.GONE, pid, "there is no process %s".formatted(pid));
      }
    }
  }

  @Override
  public PidScope numbering(int callerPid) {
    return new PidNamespaces(Path.of("/proc")).of(callerPid);
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
    return inContainer;
  }

  @Override
  public String hostCaller(int pid, PeerUser user) {
    return user.displayName();
  }

  @Override
  public Listener listener(AgentConfig config, ConnectionAdmission connectionAdmission)
      throws IOException {
    return new UnixListener(
        config.socket().orElseThrow(),
        config.socketAccess(),
        connectionAdmission,
        config.peersByNumber());
  }
}
