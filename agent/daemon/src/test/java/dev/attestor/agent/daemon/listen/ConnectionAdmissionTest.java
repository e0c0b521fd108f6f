package dev.attestor.agent.daemon.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.agent.daemon.limits.Admission;
import dev.attestor.agent.daemon.limits.Limits;
import dev.attestor.agent.daemon.peer.KnownPeer;
import dev.attestor.agent.daemon.peer.Peer;
import dev.attestor.agent.daemon.peer.PeerUser;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.ProcessPin;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionAdmissionTest {

  private static final int GONE = 1;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private Location location = new Location.Outside();
  private boolean running = true;
  private final ConnectionAdmission connectionAdmission =
      new ConnectionAdmission(
          new Admission(Limits.DEFAULT, timer),
          Locator::new,
          (pid, user) -> "the host's %s under %s".formatted(pid, user.displayName()));

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  @Test
  void asksTheHostWhoAProcessIsThatIsInNoContainer() {
    assertThat(caller(7, 1000)).isEqualTo("the host's 7 under uid 1000");
  }

  @Test
  void namesContainersWhateverTheirAccounts() {
    location = new Location.InPod(new PodUid("u"), new ContainerId("c"));
    assertThat(caller(7, 1000)).isEqualTo("pod u container c").isEqualTo(caller(8, 0));
    location = new Location.InContainer(new ContainerId("c"));
    assertThat(caller(7, 1000)).isEqualTo("container c");
  }

  @Test
  void countsAllWhoCannotBeLocatedAsOneWhateverTheirAccounts() {
    assertThat(caller(GONE, 1000)).isEqualTo(caller(GONE, 100_001));
    String gone = caller(GONE, 1000);
    running = false;
    assertThat(caller(7, 100_002)).isEqualTo(gone);
  }

  private String caller(int pid, long uid) {
    Peer peer = new KnownPeer(pid, new PeerUser.Posix(uid, Set.of()), new Pin());
    return connectionAdmission.letIn(peer).orElseThrow().caller();
  }

  private final class Pin implements ProcessPin {

    @Override
    public boolean isRunning() {
      return running;
    }

    @Override
    public void close() {}
  }

  private final class Locator implements ContainerLocator {

    @Override
    public ProcessPin pin(int pid) {
      return new Pin();
    }

    @Override
    public Location locate(int pid, ProcessPin pin) {
      if (pid == GONE) {
        throw new ProcessException(ProcessException.Kind.GONE, pid, "gone");
      }
      return location;
    }
  }
}
