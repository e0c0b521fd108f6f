package dev.attestor.agent.daemon.pipe;

import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.peer.KnownPeer;
import dev.attestor.agent.daemon.peer.NamelessPeer;
import dev.attestor.agent.daemon.peer.Peer;
import dev.attestor.agent.daemon.peer.PeerConnection;
import dev.attestor.agent.daemon.peer.PeerUser;
import dev.attestor.local.pipe.PipeClient;
import dev.attestor.local.pipe.PipeGreeter;
import dev.attestor.windows.process.ProcessAccount;
import dev.attestor.windows.process.Processes;
import dev.attestor.windows.process.WindowsProcess;
import dev.attestor.windows.winapi.Sid;
import dev.attestor.windows.winapi.WinApiException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who connected to the agent's pipe. Windows remembers the number of the process that opened
 * the client's end. That process is pinned, so that the number stays its own, and has to be older
 * than the connection: one that was made since has got the number of a caller that has ended.
 */
final class PipePeers implements PipeGreeter {

  private static final Logger LOG = LoggerFactory.getLogger(PipePeers.class);

  // The ID that Windows reports for clients that are not programs: another machine, or a driver.
  private static final int IDLE = 0;
  private static final int SYSTEM = 4;

  /** Too young to distinguish it from a successor; {@link ReconnectRequest} handles it. */
  private static final SocketAddress TOO_YOUNG = InetSocketAddress.createUnresolved("too-young", 0);

  private static final int MAX_TOO_YOUNG = 128;

  private final Processes processes;
  private final ConnectionAdmission connectionAdmission;

  private final AtomicInteger tooYoung = new AtomicInteger();

  PipePeers(Processes processes, ConnectionAdmission connectionAdmission) {
    this.processes = processes;
    this.connectionAdmission = connectionAdmission;
  }

  @Override
  public Greeting greet(PipeClient client) {
    int pid = client.processId();
    if (pid == IDLE || pid == SYSTEM) {
      return refuse(pid, "no program of this machine");
    }
    WindowsProcess process;
    try {
      process = processes.open(pid);
    } catch (WinApiException e) {
      return e.isInvalidParameter() ? refuse(pid, "it has ended") : letIn(nameless(pid, e));
    }
    try {
      return greet(client, process);
    } catch (WinApiException e) {
      process.close();
      return letIn(nameless(pid, e));
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  private Greeting greet(PipeClient client, WindowsProcess process) {
    int pid = client.processId();
    if (process.pid() != pid || !process.isRunning()) {
      process.close();
      return refuse(pid, "it has ended");
    }
    if (process.createdAt() >= client.notBefore()) {
      process.close();
      return askToReconnect(pid);
    }
    return letIn(new KnownPeer(pid, user(process.account()), process));
  }

  private Greeting letIn(Peer peer) {
    return connectionAdmission
        .letIn(peer)
        .<Greeting>map(
            connection ->
                new Greeting.Welcome(
                    connection, pipeline -> connectionAdmission.guard(pipeline, connection)))
        .orElseGet(Greeting.Refused::new);
  }

  private Greeting askToReconnect(int pid) {
    if (tooYoung.incrementAndGet() > MAX_TOO_YOUNG) {
      tooYoung.decrementAndGet();
      return refuse(pid, "too many new processes call at once");
    }
    return new Greeting.Apart(TOO_YOUNG, new ReconnectRequest());
  }

  private static Greeting refuse(int pid, String reason) {
    LOG.atWarn()
        .addKeyValue("pid", pid)
        .addKeyValue("reason", reason)
        .log("a connection was refused: its peer cannot be identified");
    return new Greeting.Refused();
  }

  private static PeerUser user(ProcessAccount account) {
    return new PeerUser.Windows(
        account.user().text(),
        account.groups().stream().map(Sid::text).collect(Collectors.toUnmodifiableSet()));
  }

  private static NamelessPeer nameless(int pid, WinApiException reason) {
    return new NamelessPeer(
        new PeerUser.Unknown(),
        "the caller, process %s, cannot be looked at: %s%s"
            .formatted(
                pid,
                reason.getMessage(),
                reason.isAccessDenied() ? "; the agent has to run as SYSTEM" : ""));
  }

  @Override
  public void gone(SocketAddress address) {
    if (address instanceof PeerConnection connection) {
      connectionAdmission.gone(connection);
    } else {
      tooYoung.decrementAndGet();
    }
  }
}
