package dev.attestor.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.ProcessException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Isolation;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.windows.winapi.AccessEntry;
import dev.attestor.windows.winapi.Account;
import dev.attestor.windows.winapi.Account.Privilege;
import dev.attestor.windows.winapi.SecurityDescriptor;
import dev.attestor.windows.winapi.Sid;
import dev.attestor.windows.winapi.WinApi;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What processes in session 0 may put into \BaseNamedObjects, and the effects. */
class SessionJobsTest {

  private static final String SESSION = "\\BaseNamedObjects\\JobContainer_";
  private static final Sid USER = new Sid("S-1-5-21-1-2-3-1001");
  private static final SecurityDescriptor OF_USER =
      new SecurityDescriptor(
          Optional.of(USER), Optional.of(List.of(new AccessEntry(USER, 0x1F003F))));
  private static final int OBJECT_TYPE_MISMATCH = 0xC0000024;
  private static final int INSUFFICIENT_RESOURCES = 0xC000009A;

  private final FakeWinApi windows = new FakeWinApi().process(100, 104, 108);
  private final WindowsContainerLocator locator = new WindowsContainerLocator(windows);

  @AfterEach
  void leavesNoHandleOpen() {
    assertThat(windows.openHandles()).isZero();
  }

  @ParameterizedTest(name = "{0} names")
  @ValueSource(ints = {10_001, 50_001, 200_000})
  void answersForContainersHoweverManyNamesOthersMake(int names) {
    windows.job("\\Container_aa", 100).job(SESSION + "bb", 104);
    flood(names - 1);

    assertThat(locate(100)).isEqualTo(in("aa", Isolation.PROCESS));
    assertThat(locate(104)).isEqualTo(in("bb", Isolation.HOST_PROCESS));
  }

  @Test
  void saysThatAProcessIsInNoContainerAmongTenThousandNames() {
    windows.job("\\Services", 100);
    flood(10_001);

    assertThat(locate(100)).isEqualTo(new Location.Outside());
    assertThat(windows.scans()).isZero();
  }

  @Test
  void opensFewOfTheNamesThatItKnowsAlready() {
    windows.job(SESSION + "bb", 104);
    flood(20_000);
    locate(104);
    int before = windows.opened();

    for (int i = 0; i < 10; i++) {
      locate(104);
    }

    assertThat(windows.opened() - before).isLessThan(10 * (SessionJobs.FEW + 10));
  }

  @Test
  void noticesThatANameCameToMeanAContainersJob() {
    windows.job("\\Services", 104);
    flood(3_000);
    assertThat(locate(104)).isEqualTo(new Location.Outside());
    windows.job(SESSION + "x2999", 104);

    Location last = new Location.Outside();
    for (int i = 0; i < 3; i++) {
      last = locate(104);
    }

    assertThat(last).isEqualTo(in("x2999", Isolation.HOST_PROCESS));
  }

  @Test
  void findsAJobThatIsMadeDuringTheFlood() {
    windows.job("\\Services", 104);
    flood(3_000);
    assertThat(locate(104)).isEqualTo(new Location.Outside());

    windows.job(SESSION + "new", 104);

    assertThat(locate(104)).isEqualTo(in("new", Isolation.HOST_PROCESS));
  }

  @Test
  void answersForProcessesInOtherJobsOnceEachNameWasLookedAt() {
    windows.job("\\Services", 108).job(SESSION + "bb", 104);
    flood(2 * SessionJobs.MAX_NEW + 1);

    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(ProcessException.class)
          .isThrownBy(() -> locate(108))
          .withMessage(
              "the container of process 108 cannot be determined: the system has more than 50000"
                  + " new jobs named as containers' in \"\\BaseNamedObjects\"; the next lookup goes"
                  + " on with them");
    }
    assertThat(locate(108)).isEqualTo(new Location.Outside());
    int scans = windows.scans();
    assertThat(locate(104)).isEqualTo(in("bb", Isolation.HOST_PROCESS));
    assertThat(locate(108)).isEqualTo(new Location.Outside());
    assertThat(windows.scans()).isEqualTo(scans);
  }

  @Test
  void looksAtAllHandlesWhereTheListingIsNotComplete() {
    windows.job(SESSION + "bb", 104);
    flood(SessionJobs.MAX_NEW + 1);

    assertThat(locate(104)).isEqualTo(in("bb", Isolation.HOST_PROCESS));
    assertThat(windows.scans()).isEqualTo(1);
  }

  @Test
  void countsTrustedJobsAgainstTheirLimit() {
    windows.job("\\Services", 108);
    for (int i = 0; i <= 10_000; i++) {
      windows.job(SESSION + i);
    }

    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(() -> locate(108))
        .withMessageContaining("more than 10000 trusted jobs");
  }

  @Test
  void takesNoJobThatIsClosedToSystemForAContainers() {
    windows.job("\\Services", 100).job(SESSION + "cc", 104).deny(SESSION + "cc");

    assertThat(locate(100)).isEqualTo(new Location.Outside());
    assertThat(windows.scans()).isZero();
  }

  @Test
  void doubtsAJobThatIsClosedToAnAdministrator() {
    windows.account(new Account(USER, "NODE\\admin", true, Privilege.ENABLED));
    windows.job("\\Services", 100).job(SESSION + "cc", 104).deny(SESSION + "cc");

    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(() -> locate(100))
        .withMessageStartingWith("the container of process 100 cannot be determined: opening");
  }

  @Test
  void passesOverWhatIsNoJobAnyMore() {
    windows.job("\\Services", 100).job(SESSION + "cc").fail(SESSION + "cc", OBJECT_TYPE_MISMATCH);

    assertThat(locate(100)).isEqualTo(new Location.Outside());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {SESSION + "cc", "\\BaseNamedObjects"})
  void letsNoFailureInSessionZeroTakeTheRootsAnswerAway(String path) {
    windows.job("\\Container_aa", 100).job("\\Services", 104).job(SESSION + "cc");
    windows.fail(path, INSUFFICIENT_RESOURCES);

    assertThat(locate(100)).isEqualTo(in("aa", Isolation.PROCESS));
    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(() -> locate(104))
        .withMessageContaining("cannot be determined");
  }

  @Test
  void doesNotFollowALinkToATrustedJobOfAnotherName() {
    windows
        .job("\\BaseNamedObjects\\WmiProviderSubSystemHostJob", 100, 104)
        .link(SESSION + "victim", "\\BaseNamedObjects\\WmiProviderSubSystemHostJob");

    assertThat(locate(100)).isEqualTo(new Location.Outside());
  }

  @Test
  void doesNotLetALinkHideTheJobItLeadsTo() {
    windows.job(SESSION + "own", 100).link(SESSION + "victim", SESSION + "own");

    assertThat(locate(100)).isEqualTo(in("own", Isolation.HOST_PROCESS));
  }

  @Test
  void sharesAListingAmongThoseWhoWaitForIt() throws Exception {
    BlockingWindows slow = new BlockingWindows();
    SessionJobs jobs = new SessionJobs(slow.proxy(), ContainerJobs.TRUST);
    ExecutorService executor = Executors.newCachedThreadPool();
    try {
      Future<?> first = executor.submit(jobs::list);
      slow.entered.acquire();
      List<Thread> waiting =
          IntStream.range(0, 16).mapToObj(i -> new Thread(jobs::list, "waits-" + i)).toList();
      waiting.forEach(Thread::start);
      for (Thread thread : waiting) {
        while (thread.getState() != Thread.State.BLOCKED) {
          Thread.sleep(1);
        }
      }
      slow.go.release(2);
      first.get();
      for (Thread thread : waiting) {
        thread.join();
      }
    } finally {
      executor.shutdown();
    }
    // One listing that started before the others arrived, and one for all of them.
    assertThat(slow.listings.get()).isEqualTo(2);
  }

  /** A Windows whose listings block until they are released. */
  private static final class BlockingWindows {
    private final Semaphore entered = new Semaphore(0);
    private final Semaphore go = new Semaphore(0);
    private final AtomicInteger listings = new AtomicInteger();

    WinApi proxy() {
      return (WinApi)
          Proxy.newProxyInstance(
              WinApi.class.getClassLoader(),
              new Class<?>[] {WinApi.class},
              (proxy, method, arguments) -> {
                listings.incrementAndGet();
                entered.release();
                go.acquire();
                return null;
              });
    }
  }

  private void flood(int names) {
    for (int i = 0; i < names; i++) {
      windows.job(SESSION + "x" + i, OF_USER);
    }
  }

  private Location locate(int pid) {
    try (ProcessPin pin = locator.pin(pid)) {
      return locator.locate(pid, pin);
    }
  }

  private static Location in(String id, Isolation isolation) {
    return new Location.InContainer(new ContainerId(id), isolation);
  }
}
