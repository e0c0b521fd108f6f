package dev.attestor.linux;

import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.linux.proc.ProcFs;
import dev.attestor.linux.proc.StartTimePins;
import dev.attestor.testkit.FakeProc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A {@code /proc} with one process, whose cgroup file has arbitrary bytes. */
final class FuzzedProc {

  private static final int PID = 4242;

  private final Path cgroup;
  private final LinuxContainerLocator locator;

  FuzzedProc() {
    try {
      Path root = Files.createTempDirectory("fuzzed-proc");
      root.toFile().deleteOnExit();
      new FakeProc(root).process(PID, "0::/\n");
      this.cgroup = root.resolve(PID + "/cgroup");
      ProcFs proc = new ProcFs(root);
      this.locator = new LinuxContainerLocator(proc, new StartTimePins(proc), PodCgroups.USUAL);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The location of the process if its cgroup file has these bytes. */
  Location locate(byte[] file) {
    try {
      Files.write(cgroup, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (ProcessPin pin = locator.pin(PID)) {
      return locator.locate(PID, pin);
    }
  }
}
