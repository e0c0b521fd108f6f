package dev.attestor.agent.daemon.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.agent.daemon.limits.Admission;
import dev.attestor.agent.daemon.limits.Limits;
import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.peer.KnownPeer;
import dev.attestor.agent.daemon.peer.NamelessPeer;
import dev.attestor.agent.daemon.peer.Peer;
import dev.attestor.agent.daemon.peer.PeerConnection;
import dev.attestor.agent.daemon.peer.PeerUser;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.local.pipe.PipeClient;
import dev.attestor.local.pipe.PipeGreeter.Greeting;
import dev.attestor.windows.winapi.WinApiException;
import dev.attestor.windows.winapi.WinApiException.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipePeersTest {

  private static final int PID = 400;
  private static final long CONNECTED = 1000;
  private static final PipeClient CLIENT = new PipeClient(PID, CONNECTED);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final FakeProcesses processes = new FakeProcesses();
  private final PipePeers peers =
      new PipePeers(
          processes,
          new ConnectionAdmission(
              new Admission(Limits.DEFAULT, timer),
              Outside::new,
              (pid, user) -> user.displayName()));

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  @Test
  void knowsAProcessThatIsOlderThanItsConnection() {
    FakeProcess process = processes.add(PID, CONNECTED - 1);

    Peer peer = welcome(peers.greet(CLIENT)).peer();

    assertThat(peer).isInstanceOf(KnownPeer.class);
    assertThat(((KnownPeer) peer).pid()).isEqualTo(PID);
    assertThat(peer.user())
        .isEqualTo(new PeerUser.Windows("S-1-5-93-2-2", Set.of("S-1-1-0", "S-1-5-32-545")));
    assertThat(process.closed).isFalse();
  }

  @Test
  void holdsOnToTheProcessUntilTheConnectionEnds() {
    FakeProcess process = processes.add(PID, CONNECTED - 1);
    PeerConnection connection = welcome(peers.greet(CLIENT));

    peers.gone(connection);

    assertThat(process.closed).isTrue();
  }

  @Test
  void noticesThatTheCallerHasEnded() {
    FakeProcess process = processes.add(PID, CONNECTED - 1);
    KnownPeer peer = (KnownPeer) welcome(peers.greet(CLIENT)).peer();
    peer.requireRunning();

    process.ended = true;

    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(peer::requireRunning)
        .withMessage("the caller, process 400, has ended");
  }

  @ParameterizedTest(name = "made {0} after the connection")
  @ValueSource(longs = {0, 1, 100_000})
  void neverTakesAProcessThatMayHaveTheNumberOfAnother(long later) {
    FakeProcess process = processes.add(PID, CONNECTED + later);

    Greeting greeting = peers.greet(CLIENT);

    assertThat(greeting).isInstanceOf(Greeting.Apart.class);
    assertThat(((Greeting.Apart) greeting).handler()).isInstanceOf(ReconnectRequest.class);
    assertThat(process.closed).isTrue();
  }

  @Test
  void letsAYoungProcessInTheNextTime() {
    processes.add(PID, CONNECTED + 5);
    Greeting.Apart apart = (Greeting.Apart) peers.greet(CLIENT);
    peers.gone(apart.address());

    assertThat(peers.greet(new PipeClient(PID, CONNECTED + 6)))
        .isInstanceOf(Greeting.Welcome.class);
  }

  @Test
  void asksOnlySoManyYoungProcessesToReconnect() {
    processes.add(PID, CONNECTED);
    List<Greeting.Apart> apart = new ArrayList<>();
    for (int i = 0; i < 128; i++) {
      apart.add((Greeting.Apart) peers.greet(CLIENT));
    }

    assertThat(peers.greet(CLIENT)).isEqualTo(new Greeting.Refused());
    peers.gone(apart.get(0).address());
    assertThat(peers.greet(CLIENT)).isInstanceOf(Greeting.Apart.class);
  }

  @Test
  void refusesAProcessThatHasEnded() {
    FakeProcess process = processes.add(PID, CONNECTED - 1);
    process.ended = true;

    assertThat(peers.greet(CLIENT)).isEqualTo(new Greeting.Refused());
    assertThat(process.closed).isTrue();
  }

  @Test
  void refusesANumberThatNoProcessHas() {
    assertThat(peers.greet(CLIENT)).isEqualTo(new Greeting.Refused());
  }

  @Test
  void refusesANumberThatWindowsRoundsToAnotherProcess() {
    processes.add(PID, CONNECTED - 1).reportedPid = PID - 1;

    assertThat(peers.greet(CLIENT)).isEqualTo(new Greeting.Refused());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(ints = {0, 4})
  void refusesWhatIsNoProgram(int pid) {
    processes.add(pid, 1);

    assertThat(peers.greet(new PipeClient(pid, CONNECTED))).isEqualTo(new Greeting.Refused());
  }

  @Test
  void tellsACallerThatCannotBeOpenedWhy() {
    processes.refuse(PID, new WinApiException("OpenProcess", Source.WIN32, 5, "Access is denied"));

    assertThat(welcome(peers.greet(CLIENT)).peer())
        .isEqualTo(
            new NamelessPeer(
                new PeerUser.Unknown(),
                "the caller, process 400, cannot be looked at: OpenProcess failed: Access is denied"
                    + " (error 5); the agent has to run as SYSTEM"));
  }

  @Test
  void letsGoOfACallerWhoseTokenCannotBeRead() {
    FakeProcess process = processes.add(PID, CONNECTED - 1);
    process.tokenFailure = new WinApiException("OpenProcessToken", Source.WIN32, 5, "no");

    assertThat(welcome(peers.greet(CLIENT)).peer()).isInstanceOf(NamelessPeer.class);
    assertThat(process.closed).isTrue();
  }

  private static PeerConnection welcome(Greeting greeting) {
    assertThat(greeting).isInstanceOf(Greeting.Welcome.class);
    return (PeerConnection) ((Greeting.Welcome) greeting).address();
  }

  private record Outside() implements ContainerLocator {
    @Override
    public ProcessPin pin(int pid) {
      throw new AssertionError("whoever connects is pinned already");
    }

    @Override
    public Location locate(int pid, ProcessPin pin) {
      pin.requireRunning(pid);
      return new Location.Outside();
    }
  }
}
