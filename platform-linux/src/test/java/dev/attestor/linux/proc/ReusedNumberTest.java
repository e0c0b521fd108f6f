package dev.attestor.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attestor.core.spi.ProcessPin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is kept of a process that has ended, when the kernel gives its number to another one. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs the processes of a Linux kernel")
class ReusedNumberTest {

  // proc_sys_kernel(5): the next process gets the next number that is free.
  private static final Path LAST_PID = Path.of("/proc/sys/kernel/ns_last_pid");

  private final ProcFs proc = new ProcFs(Path.of("/proc"));

  @Test
  void keepsNothingOfTheProcessThatHadTheNumber() throws Exception {
    assumeTrue(
        Files.isWritable(LAST_PID), "needs a root that may choose the number of the next process");
    Process first = sleep();
    int pid = (int) first.pid();
    try (KeptPins pins = new KeptPins(new PidfdPins(new StartTimePins(proc)));
        CgroupFiles files = new CgroupFiles(proc);
        ProcessPin before = pins.pin(pid).orElseThrow()) {
      files.read(pid);
      first.destroyForcibly().waitFor();
      Process second = processNumbered(pid);
      try (ProcessPin after = pins.pin(pid).orElseThrow()) {
        assertThat(files.read(pid)).isEqualTo(proc.read(Integer.toString(pid), "cgroup"));
        assertThat(after.isRunning()).isTrue();
        assertThat(before.isRunning()).isFalse();
      } finally {
        second.destroyForcibly().waitFor();
      }
    }
  }

  private static Process processNumbered(int pid) throws IOException, InterruptedException {
    // Other programs of this host start processes, too.
    for (int tries = 0; tries < 1_000; tries++) {
      Files.writeString(LAST_PID, Integer.toString(pid - 1));
      Process next = sleep();
      if (next.pid() == pid) {
        return next;
      }
      next.destroyForcibly().waitFor();
    }
    throw new AssertionError("no process got the number " + pid);
  }

  private static Process sleep() throws IOException {
    return new ProcessBuilder("sleep", "100").start();
  }
}
