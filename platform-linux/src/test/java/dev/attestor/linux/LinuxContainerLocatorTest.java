package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.error.ProcessException.Kind;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.Evidence;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.linux.proc.ProcFs;
import dev.attestor.linux.proc.StartTimePins;
import dev.attestor.testkit.FakeProc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxContainerLocatorTest {

  private static final String IN_POD = Layouts.expand("0::/kubepods/podU1/C1\n");
  private static final String VICTIM =
      Layouts.expand("0::/../C1\n10 9 0:1 /../../podU2/C2 /sys/fs/cgroup - cgroup2 cgroup2 rw\n");

  @TempDir private Path folder;
  private FakeProc proc;
  private ProcFs files;

  @BeforeEach
  void makeProc() {
    proc = new FakeProc(folder);
    files = new ProcFs(folder);
  }

  private LinuxContainerLocator locator() {
    return new LinuxContainerLocator(files, new StartTimePins(files), PodCgroups.USUAL);
  }

  private static Location locate(LinuxContainerLocator locator, int pid) {
    try (ProcessPin pin = locator.pin(pid)) {
      return locator.locate(pid, pin);
    }
  }

  @Test
  void showsTheLinesThatItReadAndWhatItTookFromEach() {
    String path = Layouts.expand("/kubepods/podU1/C1");
    proc.process(7, "3:cpu:%s\n2:memory:%s\n0::/\n".formatted(path, path));
    List<Evidence> seen = new ArrayList<>();

    Location location;
    try (ProcessPin pin = locator().pin(7)) {
      location = locator().locate(7, pin, seen::add);
    }

    assertThat(location).isEqualTo(locate(locator(), 7));
    assertThat(seen)
        .containsExactly(
            new Evidence(
                "/proc/7/cgroup",
                "\"3:cpu:%s\", and 1 more lines with this path".formatted(path),
                Layouts.expand("pod U1, container C1")),
            new Evidence("/proc/7/cgroup", "\"0::/\"", "no container of a pod"));
  }

  @Test
  void showsWhatItRefuses() {
    proc.process(7, "0::/\033[2J\nnot a line\n");
    List<Evidence> seen = new ArrayList<>();

    try (ProcessPin pin = locator().pin(7)) {
      assertThatThrownBy(() -> locator().locate(7, pin, seen::add))
          .isInstanceOf(ProcessException.class);
    }

    assertThat(seen)
        .extracting(Evidence::text)
        .containsExactly("\"0::/\\x1b[2J\"", "\"not a line\"");
    assertThat(seen).last().extracting(Evidence::taken).asString().startsWith("nothing: ");
  }

  @Test
  void takesNothingFromMountinfo() {
    proc.process(7, "0::/user.slice/session-2.scope\n");
    proc.write("7", "mountinfo", VICTIM);
    assertThat(locate(locator(), 7)).isEqualTo(new Location.Outside());
  }

  @Test
  void doesNotTakeTheRootThatCgroupV1ShowsForAnEndedFirstThreadForItsPlace() {
    proc.process(7, "4:memory:/\n0::/\n");
    proc.write("7", "stat", "7 (x) S 1 7 7 0 -1 4 0" + " 0".repeat(12) + " 1007 0\n");

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> locate(locator(), 7))
          .isInstanceOf(ProcessException.class)
          .hasMessageContaining("its first thread has ended");
    }
    proc.process(7, "0::/\n");
    proc.write("7", "stat", "7 (x) S 1 7 7 0 -1 4 0" + " 0".repeat(12) + " 1007 0\n");
    assertThat(locate(locator(), 7)).isEqualTo(new Location.Outside());
  }

  @Test
  void saysThatAProcessIsGone() {
    assertThatThrownBy(() -> locate(locator(), 7))
        .isInstanceOfSatisfying(
            ProcessException.class, e -> assertThat(e.kind()).isEqualTo(Kind.GONE))
        .hasMessage("there is no process 7");
  }

  @Test
  void saysThatAProcessMayBeHidden() {
    proc.write("self", "mounts", "proc /proc proc rw,nosuid,hidepid=invisible 0 0\n");
    assertThatThrownBy(() -> locate(locator(), 7))
        .hasMessage("there is no process 7, or it is hidden by the hidepid option of /proc");
  }

  @Test
  void saysThatAProcessIsHiddenWhenItIsKnownToRun() {
    proc.write("self", "mounts", "proc /proc proc rw,hidepid=2 0 0\n");
    LinuxContainerLocator locator =
        new LinuxContainerLocator(files, pid -> Optional.of(new EndlessPin()), PodCgroups.USUAL);
    assertThatThrownBy(() -> locate(locator, 7))
        .isInstanceOfSatisfying(
            ProcessException.class, e -> assertThat(e.kind()).isEqualTo(Kind.HIDDEN))
        .hasMessageStartingWith("process 7 is hidden from this account by the hidepid option");
  }

  @Test
  void saysThatACgroupFileIsUnreadable() {
    LinuxContainerLocator locator =
        new LinuxContainerLocator(files, pid -> Optional.of(new EndlessPin()), PodCgroups.USUAL);
    assertThatThrownBy(() -> locate(locator, 7))
        .isInstanceOfSatisfying(
            ProcessException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE))
        .hasMessageStartingWith("the cgroup file of process 7 cannot be read: ");
  }

  @Test
  void refusesNumbersThatAreNoProcess() {
    assertThatThrownBy(() -> locate(locator(), 0))
        .hasMessage("\"0\" is not a process ID, expected a positive number");
    assertThatThrownBy(() -> locate(locator(), -5)).isInstanceOf(ProcessException.class);
  }

  @Test
  void refusesACgroupFileWithoutEnd() {
    proc.process(7, "1:a:/\n".repeat(1 << 20));
    assertThatThrownBy(() -> locate(locator(), 7))
        .hasMessageContaining("\"cgroup\" is larger than");
  }

  @Test
  void noticesThatTheNumberMeansAnotherProcess() {
    proc.process(7, IN_POD);
    LinuxContainerLocator locator = locator();
    try (ProcessPin pin = locator.pin(7)) {
      locator.locate(7, pin);
      proc.startedAt(7, 5_000);
      assertThat(pin.isRunning()).isFalse();
      assertThatThrownBy(() -> locator.locate(7, pin))
          .isInstanceOfSatisfying(
              ProcessException.class, e -> assertThat(e.kind()).isEqualTo(Kind.GONE))
          .hasMessage("process 7 ended while it was looked at");
    }
  }

  private static final class EndlessPin implements ProcessPin {
    @Override
    public boolean isRunning() {
      return true;
    }

    @Override
    public void close() {}
  }
}
