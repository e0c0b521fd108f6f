package dev.attestor.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with the structure of procfs, for processes that a test adds. */
public final class FakeProc {

  private final Path root;

  /** Starts with only this process, in the root cgroup. */
  public FakeProc(Path root) {
    this.root = root;
    write("self", "cgroup", "0::/\n");
  }

  /** Adds a process, or changes the cgroup of an existing one. */
  public FakeProc process(int pid, String cgroup) {
    write(Integer.toString(pid), "cgroup", cgroup);
    return startedAt(pid, 1000L + pid);
  }

  /** Sets the start time of a process, in clock ticks. */
  public FakeProc startedAt(int pid, long ticks) {
    String fields = "S 1" + " 0".repeat(17) + " " + ticks + " 0 0";
    write(Integer.toString(pid), "stat", pid + " (a (strange) name) " + fields + "\n");
    return this;
  }

  /** Sets the cgroup of this process. */
  public FakeProc self(String cgroup) {
    write("self", "cgroup", cgroup);
    return this;
  }

  /** Writes any file of a process, in UTF-8. */
  public void write(String process, String file, String content) {
    write(process, file, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes any file of a process. */
  public void write(String process, String file, byte[] content) {
    try {
      Files.createDirectories(root.resolve(process));
      Files.write(root.resolve(process).resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder. */
  public Path root() {
    return root;
  }
}
