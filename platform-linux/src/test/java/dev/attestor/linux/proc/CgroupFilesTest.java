package dev.attestor.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.procfs.ProcText;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Cgroup files that stay open, on real processes and on a folder like {@code /proc}. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs the processes of a Linux kernel")
class CgroupFilesTest {

  private final ProcFs proc = new ProcFs(Path.of("/proc"));

  @Test
  void readsAnOpenFileFromItsStart() throws IOException {
    int pid = (int) ProcessHandle.current().pid();
    try (CgroupFiles files = new CgroupFiles(proc)) {
      ProcText first = files.read(pid);

      assertThat(first).isEqualTo(proc.read("self", "cgroup"));
      assertThat(files.read(pid)).isEqualTo(first);
    }
  }

  @Test
  void readsNothingOfAProcessThatHasEnded() throws Exception {
    Process child = new ProcessBuilder("sleep", "100").start();
    int pid = (int) child.pid();
    try (CgroupFiles files = new CgroupFiles(proc)) {
      assertThat(files.read(pid).characters()).isNotEmpty();
      child.destroyForcibly().waitFor();

      assertThatThrownBy(() -> files.read(pid)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void opensNoMoreThanItKeepsAndClosesAll(@TempDir Path folder) throws IOException {
    int before = descriptors();
    try (CgroupFiles files = new CgroupFiles(new ProcFs(folder))) {
      for (int pid = 1; pid <= 2 * Kept.MAX_KEPT; pid++) {
        Path process = Files.createDirectory(folder.resolve(Integer.toString(pid)));
        Files.writeString(process.resolve("cgroup"), "0::/of-" + pid + "\n");
        assertThat(files.read(pid).characters()).isEqualTo("0::/of-" + pid + "\n");
      }
      assertThat(descriptors()).isBetween(before + Kept.MAX_KEPT - 20, before + Kept.MAX_KEPT + 20);
    }
    assertThat(descriptors()).isLessThan(before + 20);
  }

  private static int descriptors() {
    String[] open = new File("/proc/self/fd").list();
    return open == null ? 0 : open.length;
  }
}
