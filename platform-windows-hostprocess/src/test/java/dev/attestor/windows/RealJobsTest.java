package dev.attestor.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.ProcessException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Isolation;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.testkit.OpenHandles;
import dev.attestor.testkit.SystemSecurity;
import dev.attestor.windows.winapi.AccessEntry;
import dev.attestor.windows.winapi.JnaWinApi;
import dev.attestor.windows.winapi.OwnJob;
import dev.attestor.windows.winapi.SecurityDescriptor;
import dev.attestor.windows.winapi.Sid;
import dev.attestor.windows.winapi.WinApi;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Real jobs, and real child processes inside and outside of them. */
@RequiresWindows
class RealJobsTest {

  private final WinApi windows = new JnaWinApi();
  private final WindowsContainerLocator locator = new WindowsContainerLocator(windows);
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closesAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  @Test
  void findsTheContainerOfAProcessAndOfItsChildren() throws IOException {
    String id = id();
    OwnJob job = job("\\Container_" + id);
    Process inside = child();
    job.add(inside.pid());

    assertThat(locate(inside)).isEqualTo(in(id, Isolation.PROCESS));
    assertThat(locate(child())).isEqualTo(new Location.Outside());
  }

  @Test
  void findsTheHostProcessContainer() throws IOException {
    String id = id();
    OwnJob job = job("\\BaseNamedObjects\\JobContainer_" + id, SystemSecurity.DESCRIPTOR);
    Process inside = child();
    job.add(inside.pid());

    assertThat(locate(inside)).isEqualTo(in(id, Isolation.HOST_PROCESS));
  }

  @Test
  void doesNotBelieveAHostProcessJobThatEverybodyMayChange() throws IOException {
    OwnJob job = job("\\BaseNamedObjects\\JobContainer_" + id(), SystemSecurity.OPEN_DESCRIPTOR);
    Process inside = child();
    job.add(inside.pid());

    assertThat(locate(inside)).isEqualTo(new Location.Outside());
  }

  @Test
  void keepsTheCaseOfTheName() throws IOException {
    String id = id().toUpperCase(Locale.ROOT);
    OwnJob job = job("\\Container_" + id);
    Process inside = child();
    job.add(inside.pid());

    assertThat(locate(inside)).isEqualTo(in(id, Isolation.PROCESS));
  }

  @Test
  void takesTheOuterOfTwoNestedJobs() throws IOException {
    String outerId = id();
    OwnJob outer = job("\\Container_" + outerId);
    OwnJob inner = job("\\BaseNamedObjects\\JobContainer_" + id(), SystemSecurity.DESCRIPTOR);
    Process first = child();
    Process second = child();
    outer.add(first.pid());
    outer.add(second.pid());
    inner.add(second.pid());

    assertThat(locate(second)).isEqualTo(in(outerId, Isolation.PROCESS));
  }

  @Test
  void findsOneJobAmongFiveHundred() throws IOException {
    for (int i = 0; i < 500; i++) {
      job("\\Container_" + id());
    }
    String id = id();
    OwnJob job = job("\\Container_" + id);
    Process inside = child();
    job.add(inside.pid());

    assertThat(locate(inside)).isEqualTo(in(id, Isolation.PROCESS));
  }

  @Test
  void answersAmidThousandsOfNamesThatOthersMade() throws IOException {
    for (int i = 0; i < 3_000; i++) {
      job("\\BaseNamedObjects\\JobContainer_" + id(), SystemSecurity.OPEN_DESCRIPTOR);
    }
    String hostProcessId = id();
    String id = id();
    OwnJob hostProcess =
        job("\\BaseNamedObjects\\JobContainer_" + hostProcessId, SystemSecurity.DESCRIPTOR);
    OwnJob job = job("\\Container_" + id);
    Process first = child();
    Process second = child();
    Process other = child();
    job.add(first.pid());
    hostProcess.add(second.pid());
    job("\\BaseNamedObjects\\Services_" + id()).add(other.pid());

    assertThat(locate(first)).isEqualTo(in(id, Isolation.PROCESS));
    assertThat(locate(second)).isEqualTo(in(hostProcessId, Isolation.HOST_PROCESS));
    assertThat(locate(other)).isEqualTo(new Location.Outside());
  }

  @Test
  void tellsTheWholePathOfAJob() {
    String path = "\\BaseNamedObjects\\JobContainer_" + id();
    job(path);

    try (var handle = windows.openJob(path)) {
      assertThat(windows.path(handle)).isEqualTo(path);
    }
  }

  @Test
  void readsWhoControlsAJob() {
    String path = "\\Container_" + id();
    job(path, SystemSecurity.DESCRIPTOR);

    try (var handle = windows.openJob(path)) {
      assertThat(windows.security(handle))
          .isEqualTo(
              new SecurityDescriptor(
                  Optional.of(Sid.LOCAL_SYSTEM),
                  Optional.of(
                      List.of(
                          new AccessEntry(Sid.LOCAL_SYSTEM, 0x1F003F),
                          new AccessEntry(Sid.ADMINISTRATORS, 0x1F003F)))));
    }
  }

  @Test
  void findsJobsByTheHandlesOfTheSystem() throws IOException {
    String path = "\\Container_" + id();
    OwnJob job = job(path);
    Process inside = child();
    job.add(inside.pid());
    List<String> seen = new ArrayList<>();

    try (var process = windows.openProcess((int) inside.pid())) {
      windows.visitJobs(
          1_000_000,
          (name, handle) -> {
            if (windows.isInJob(process, handle)) {
              seen.add(name);
            }
          });
    }

    assertThat(seen).containsExactly(path);
  }

  @Test
  void noticesTheEndOfAProcess() throws Exception {
    Process child = child();
    int pid = (int) child.pid();
    try (ProcessPin pin = locator.pin(pid)) {
      locator.locate(pid, pin);
      child.destroyForcibly().waitFor();

      assertThat(pin.isRunning()).isFalse();
      assertThatExceptionOfType(ProcessException.class).isThrownBy(() -> locator.locate(pid, pin));
    }
    assertThatExceptionOfType(ProcessException.class).isThrownBy(() -> locate(child));
  }

  @Test
  @EnabledIfSystemProperty(
      named = "attestor.lookups",
      matches = "[0-9]+",
      disabledReason = "takes a while; ci/wine/test says how many lookups")
  void leaksNoHandle() throws IOException {
    OwnJob job = job("\\Container_" + id());
    Process inside = child();
    job.add(inside.pid());
    Process outside = child();
    locate(inside);
    locate(outside);
    int before = OpenHandles.now();

    for (int i = 0; i < Integer.getInteger("attestor.lookups", 0) / 2; i++) {
      locate(inside);
      locate(outside);
    }

    // Java itself opens and closes a few meanwhile.
    assertThat(OpenHandles.now()).isLessThan(before + 50);
  }

  private Location locate(Process process) {
    int pid = (int) process.pid();
    try (ProcessPin pin = locator.pin(pid)) {
      return locator.locate(pid, pin);
    }
  }

  private static Location in(String id, Isolation isolation) {
    return new Location.InContainer(new ContainerId(id), isolation);
  }

  private OwnJob job(String path) {
    return job(path, new byte[0]);
  }

  private OwnJob job(String path, byte[] descriptor) {
    OwnJob job = OwnJob.create(path, descriptor);
    opened.add(job);
    return job;
  }

  /** It waits for a line that never arrives. */
  private Process child() throws IOException {
    Process child = new ProcessBuilder("cmd.exe", "/c", "set /p line=").start();
    opened.add(child::destroyForcibly);
    return child;
  }

  private static String id() {
    byte[] id = new byte[32];
    new SecureRandom().nextBytes(id);
    return HexFormat.of().formatHex(id);
  }
}
