package dev.attestor.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that looks like procfs, with the processes that a test puts there. */
public final class FakeProc {

  private final Path root;

  /** Starts with this process alone, in the root cgroup. */
  public FakeProc(Path root) {
    this.root = root;
    write("self", "cgroup", "0::/\n");
  }

  /** Adds a process, or gives a known one another cgroup. */
  public FakeProc process(int pid, String cgroup) {
    write(Integer.toString(pid), "cgroup", cgroup);
    return startedAt(pid, 1000L + pid);
  }

  /** Sets when a process was started, in clock ticks. */
  public FakeProc startedAt(int pid, long ticks) {
    String fields = "S 1" + " 0".repeat(17) + " " + ticks + " 0 0";
    write(Integer.toString(pid), "stat", pid + " (a (strange) name) " + fields + "\n");
    return this;
  }

  /** Puts this process itself into a cgroup. */
  public FakeProc self(String cgroup) {
    write("self", "cgroup", cgroup);
    return this;
  }

  /** Any file of a process, in UTF-8. */
  public void write(String process, String file, String content) {
    write(process, file, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Any file of a process. */
  public void write(String process, String file, byte[] content) {
    try {
      Files.createDirectories(root.resolve(process));
      Files.write(root.resolve(process).resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder itself. */
  public Path root() {
    return root;
  }
}
