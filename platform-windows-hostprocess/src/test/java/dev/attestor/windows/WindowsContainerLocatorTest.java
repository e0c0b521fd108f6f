package dev.attestor.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.error.ProcessException.Kind;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Isolation;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.windows.winapi.AccessEntry;
import dev.attestor.windows.winapi.SecurityDescriptor;
import dev.attestor.windows.winapi.Sid;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsContainerLocatorTest {

  private static final Location OUTSIDE = new Location.Outside();

  private final FakeWinApi windows = new FakeWinApi().process(100, 104);
  private final WindowsContainerLocator locator = new WindowsContainerLocator(windows);

  @AfterEach
  void leavesNoHandleOpen() {
    assertThat(windows.openHandles()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "\\Container_aa, aa, PROCESS",
    "\\Container_AA, AA, PROCESS",
    "\\BaseNamedObjects\\JobContainer_bb, bb, HOST_PROCESS"
  })
  void namesTheContainerByItsJob(String path, String id, Isolation isolation) {
    windows.job("\\Container_other", 104).job(path, 100);

    assertThat(locate(100)).isEqualTo(new Location.InContainer(new ContainerId(id), isolation));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "\\BaseNamedObjects\\Container_aa",
        "\\JobContainer_aa",
        "\\container_aa",
        "\\Sessions\\1\\BaseNamedObjects\\JobContainer_aa",
        "\\Container_",
        "\\Container_a b",
        "\\Container_..",
        "\\job",
      })
  void takesNoOtherJobForAContainers(String path) {
    windows.job(path, 100);

    assertThat(locate(100)).isEqualTo(OUTSIDE);
  }

  @Test
  void hasNothingToSayOfAProcessInNoJob() {
    windows.job("\\Container_aa", 104).deny("\\").deny("\\BaseNamedObjects");

    assertThat(locate(100)).isEqualTo(OUTSIDE);
    assertThat(windows.scans()).isZero();
  }

  static Stream<Arguments> untrusted() {
    Sid user = new Sid("S-1-5-21-1-2-3-1001");
    AccessEntry system = new AccessEntry(Sid.LOCAL_SYSTEM, 0x1F003F);
    return Stream.of(
        Arguments.of("owned by a user", security(user, system)),
        Arguments.of("without an owner", new SecurityDescriptor(Optional.empty(), acl(system))),
        Arguments.of(
            "without an access list",
            new SecurityDescriptor(Optional.of(Sid.LOCAL_SYSTEM), Optional.empty())),
        Arguments.of("assigned by a user", granting(user, 0x1)),
        Arguments.of("with a list that a user may change", granting(user, 0x40000)),
        Arguments.of("taken over by a user", granting(user, 0x80000)),
        Arguments.of("all for everybody", granting(new Sid("S-1-1-0"), 0x10000000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("untrusted")
  void doesNotBelieveAHostProcessJobThatOthersControl(String name, SecurityDescriptor security) {
    windows.job("\\BaseNamedObjects\\JobContainer_aa", security, 100);

    assertThat(locate(100)).isEqualTo(OUTSIDE);
  }

  @Test
  void letsOthersLookAtAHostProcessJob() {
    windows.job("\\BaseNamedObjects\\JobContainer_aa", granting(new Sid("S-1-1-0"), 0x120004), 100);

    assertThat(locate(100))
        .isEqualTo(new Location.InContainer(new ContainerId("aa"), Isolation.HOST_PROCESS));
  }

  @Test
  void takesTheOutermostOfNestedJobs() {
    windows.job("\\Container_inner", 100).job("\\BaseNamedObjects\\JobContainer_outer", 100, 104);

    assertThat(locate(100))
        .isEqualTo(new Location.InContainer(new ContainerId("outer"), Isolation.HOST_PROCESS));
  }

  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource({"104, 108", "100, 100"})
  void refusesJobsOfWhichNoneHoldsTheOther(int one, int other) {
    windows.process(108);
    windows.job("\\Container_a", Stream.of(100, one).distinct().toArray(Integer[]::new));
    windows.job("\\Container_b", Stream.of(100, other).distinct().toArray(Integer[]::new));

    assertThatExceptionOfType(ConflictingEvidenceException.class)
        .isThrownBy(() -> locate(100))
        .withMessage(
            "process 100 is in the jobs of several containers, and none of them holds the others:"
                + " [\"\\Container_a\", \"\\Container_b\"]");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"\\", "\\Container_aa"})
  void looksAtAllHandlesWhereNamesMayNotBeUsed(String denied) {
    windows.job("\\Container_aa", 100).deny(denied);

    assertThat(locate(100))
        .isEqualTo(new Location.InContainer(new ContainerId("aa"), Isolation.PROCESS));
    assertThat(windows.scans()).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0} refused before {1} is looked at, or after")
  @CsvSource({"bb, cc", "cc, bb"})
  void doesNotLookAtAllHandlesWhereAnotherJobAnswers(String one, String other) {
    windows.job("\\Container_" + one, 104).job("\\Container_aa", 100);
    windows.job("\\Container_" + other, 104).deny("\\Container_bb");

    assertThat(locate(100))
        .isEqualTo(new Location.InContainer(new ContainerId("aa"), Isolation.PROCESS));
    assertThat(windows.scans()).isZero();
  }

  @Test
  void neverTakesAProcessForOneOutsideWhereAJobCannotBeLookedAt() {
    windows.job("\\Container_aa", 104).job("\\any", 100).deny("\\Container_aa");

    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(() -> locate(100))
        .withMessage(
            "the container of process 100 cannot be determined: opening \"\\Container_aa\" failed:"
                + " Access is denied (status 0xC0000022); run as SYSTEM, or as an administrator"
                + " with all rights");
  }

  @Test
  void saysWhenThereAreTooManyHandlesToLookAt() {
    windows.job("\\Container_aa", 100).deny("\\").denyScan();

    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(() -> locate(100))
        .withMessage(
            "the container of process 100 cannot be determined: the system has more than 4000000"
                + " open handles");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(ints = {0, 4, -1, Integer.MIN_VALUE})
  void refusesNumbersThatAreNoProgramsProcess(int pid) {
    windows.process(0, 4);

    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(() -> locate(pid))
        .withMessage(
            "\"%s\" is not the ID of a program's process, expected a positive number other than 4"
                .formatted(pid));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(ints = {96, 101, 103})
  void doesNotTakeAnotherProcessForOneThatIsNotThere(int pid) {
    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(() -> locate(pid))
        .withMessage("there is no process %s", pid)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.GONE));
  }

  @Test
  void refusesAProcessThatEndedMeanwhile() {
    windows.job("\\Container_aa", 100);
    windows.end(100);

    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(() -> locate(100))
        .withMessage("process 100 ended while it was looked at");
  }

  @Test
  void noticesTheEndOfALocatedProcess() {
    windows.job("\\Container_aa", 100);
    try (ProcessPin pin = locator.pin(100)) {
      locator.locate(100, pin);
      windows.end(100);

      assertThatExceptionOfType(ProcessException.class)
          .isThrownBy(() -> pin.requireRunning(100))
          .withMessage("process 100 ended while it was looked at");
    }
  }

  @Test
  void saysOfNoProcessThatItRunsOnceItsPinIsClosed() {
    ProcessPin pin = locator.pin(100);
    pin.close();

    assertThat(pin.isRunning()).isFalse();
  }

  @Test
  void takesAProcessThatCannotBeAskedForEnded() {
    try (ProcessPin pin = locator.pin(100)) {
      windows.denyWaiting();

      assertThat(pin.isRunning()).isFalse();
    }
  }

  private Location locate(int pid) {
    try (ProcessPin pin = locator.pin(pid)) {
      return locator.locate(pid, pin);
    }
  }

  private static SecurityDescriptor granting(Sid account, int rights) {
    return security(Sid.ADMINISTRATORS, new AccessEntry(account, rights));
  }

  private static SecurityDescriptor security(Sid owner, AccessEntry entry) {
    return new SecurityDescriptor(Optional.of(owner), acl(entry));
  }

  private static Optional<List<AccessEntry>> acl(AccessEntry entry) {
    return Optional.of(List.of(entry));
  }
}
