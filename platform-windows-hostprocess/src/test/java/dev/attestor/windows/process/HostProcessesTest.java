package dev.attestor.windows.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.testkit.OpenHandles;
import dev.attestor.windows.RequiresWindows;
import dev.attestor.windows.winapi.Sid;
import dev.attestor.windows.winapi.WinApiException;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Real processes of this Windows. */
@RequiresWindows
class HostProcessesTest {

  private static final long FILETIME_OF_1970 = 116_444_736_000_000_000L;
  private static final long SECOND = 10_000_000;

  private final Processes processes = new HostProcesses();

  @Test
  void tellsNumberTimeAndAccount() {
    int own = (int) ProcessHandle.current().pid();
    Instant started = ProcessHandle.current().info().startInstant().orElseThrow();

    try (WindowsProcess process = processes.open(own)) {
      assertThat(process.pid()).isEqualTo(own);
      assertThat(process.isRunning()).isTrue();
      assertThat(process.createdAt())
          .isBetween(fileTime(started) - SECOND, fileTime(started) + SECOND);
      ProcessAccount account = process.account();
      assertThat(account.user().text()).matches("S-1-5-(18|21-[0-9-]+)");
      assertThat(account.groups()).contains(new Sid("S-1-1-0")).doesNotContain(account.user());
    }
  }

  @Test
  void tellsThatAProcessHasEndedAndKeepsItsNumber() throws Exception {
    Process child = new ProcessBuilder("cmd.exe", "/c", "set /p line=").start();
    try (WindowsProcess process = processes.open((int) child.pid())) {
      assertThat(process.isRunning()).isTrue();

      child.destroyForcibly().waitFor();

      assertThat(process.isRunning()).isFalse();
      assertThat(process.pid()).isEqualTo((int) child.pid());
      for (int i = 0; i < 50; i++) {
        Process other = new ProcessBuilder("cmd.exe", "/c", "exit").start();
        assertThat(other.pid()).isNotEqualTo(child.pid());
        other.waitFor();
      }
    }
  }

  @Test
  void refusesANumberThatNoProcessHas() throws IOException, InterruptedException {
    Process child = new ProcessBuilder("cmd.exe", "/c", "exit").start();
    child.waitFor();
    int gone = 0x7FFF_FFF8;

    assertThatExceptionOfType(WinApiException.class)
        .isThrownBy(() -> processes.open(gone))
        .matches(WinApiException::isInvalidParameter);
  }

  @Test
  void leavesNoHandlesBehind() {
    int own = (int) ProcessHandle.current().pid();
    look(own);
    int before = OpenHandles.now();

    for (int i = 0; i < 1000; i++) {
      look(own);
    }

    // Java itself opens and closes a few meanwhile.
    assertThat(OpenHandles.now()).isLessThan(before + 50);
  }

  private void look(int pid) {
    try (WindowsProcess process = processes.open(pid)) {
      assertThat(process.account().groups()).isNotEmpty();
    }
  }

  private static long fileTime(Instant time) {
    return FILETIME_OF_1970 + time.getEpochSecond() * SECOND + time.getNano() / 100;
  }
}
