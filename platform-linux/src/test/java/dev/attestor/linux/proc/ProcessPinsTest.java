package dev.attestor.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.spi.ProcessPin;
import dev.attestor.procfs.ProcText;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All ways of pinning, on real processes. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs the processes of a Linux kernel")
class ProcessPinsTest {

  private static final ProcessPins NEVER =
      pid -> {
        throw new AssertionError("expected a pidfd from this kernel");
      };

  private static final String FIELDS = "S 1" + " 2".repeat(17) + " 4711 5 6\n";

  static Stream<Named<ProcessPins>> ways() {
    return Stream.of(
        Named.of("pidfd", new PidfdPins(NEVER)),
        Named.of("kept pidfd", new KeptPins(new PidfdPins(NEVER))),
        Named.of("start time", new StartTimePins(new ProcFs(Path.of("/proc")))));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void seesAProcessEnd(ProcessPins pins) throws IOException, InterruptedException {
    Process child = new ProcessBuilder("sleep", "100").start();
    try (ProcessPin pin = pins.pin((int) child.pid()).orElseThrow()) {
      assertThat(pin.isRunning()).isTrue();
      child.destroyForcibly().waitFor();
      assertThat(pin.isRunning()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void saysOfNoProcessThatItRunsOnceClosed(ProcessPins pins) {
    int pid = (int) ProcessHandle.current().pid();
    ProcessPin pin = pins.pin(pid).orElseThrow();
    pin.close();
    // Reuses the closed descriptor, which the second close must not close.
    try (ProcessPin other = pins.pin(pid).orElseThrow()) {
      pin.close();
      assertThat(pin.isRunning()).isFalse();
      assertThat(other.isRunning()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void findsNoProcessThatHasEnded(ProcessPins pins) throws IOException, InterruptedException {
    Process child = new ProcessBuilder("true").start();
    child.waitFor();
    assertThat(pins.pin((int) child.pid())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void leavesNoDescriptorOpen(ProcessPins pins) {
    int pid = (int) ProcessHandle.current().pid();
    pin(pins, pid);
    int before = descriptors();
    for (int i = 0; i < 200; i++) {
      pin(pins, pid);
    }
    assertThat(descriptors()).isLessThan(before + 100);
  }

  private static void pin(ProcessPins pins, int pid) {
    Optional<ProcessPin> pin = pins.pin(pid);
    assertThat(pin).isPresent();
    pin.get().close();
  }

  private static int descriptors() {
    String[] open = new File("/proc/self/fd").list();
    return open == null ? 0 : open.length;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "a) b (c)",
        ") S 1",
        ") Z 1 2 3",
        "))",
        "(",
        "\n",
        ")\n9 (x) S 1",
        "a\rb\tc\u0085",
        "",
      })
  void readsTheStartTimeBehindAnyName(String name) {
    assertThat(startTime("9 (" + name + ") " + FIELDS)).isEqualTo(OptionalLong.of(4711));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "9 (x) S 1 2\n",
        "9 (x) Z 1 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 4711 5 6\n",
        "9 (x) X 1 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 4711 5 6\n",
        "9 (x) S 1 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 4711 5 6",
        "9 (x) S 1 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 +4711 5 6\n",
        "9 (x) S 1 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 -4711 5 6\n",
        "9 (x) S 1 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 \u0664711 5 6\n",
        "9 (x) S\t1 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 4711 5 6\n",
        "8 (x) S 1 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 4711 5 6\n",
        "9 x S 1 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 4711 5 6\n",
        "9 (x)S 1 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 4711 5 6\n",
      })
  void findsNoStartTimeInAnotherText(String stat) {
    assertThat(startTime(stat)).isEmpty();
  }

  private static OptionalLong startTime(String stat) {
    return StartTimePins.parse(ProcText.of(stat.getBytes(StandardCharsets.UTF_8)), 9);
  }
}
