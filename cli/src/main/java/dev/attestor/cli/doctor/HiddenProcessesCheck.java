package dev.attestor.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether procfs hides processes from this account completely, so that they cannot even be counted;
 * proc(5), mount option {@code hidepid}.
 */
final class HiddenProcessesCheck {

  private static final String WHAT = "hidden processes";

  /** Whether the option is on. */
  @FunctionalInterface
  interface Option {
    /** Reads the mount options. */
    boolean isOn() throws IOException;
  }

  private final Option hidepid;
  private final Path first;

  /**
   * Creates a check.
   *
   * @param first a file of the first process, which belongs to root
   */
  HiddenProcessesCheck(Option hidepid, Path first) {
    this.hidepid = hidepid;
    this.first = first;
  }

  Finding run() {
    try {
      if (!hidepid.isOn()) {
        return Finding.ok(WHAT, "none: /proc is mounted without hidepid");
      }
    } catch (IOException e) {
      return Finding.leftOut(
          WHAT, "the mount options of /proc cannot be read: %s".formatted(e.getMessage()));
    }
    try (InputStream in = Files.newInputStream(first)) {
      int unused = in.read();
      return Finding.ok(
          WHAT, "none: /proc is mounted with hidepid, but this account may read process 1");
    } catch (IOException e) {
      return Finding.problem(
          WHAT,
          "/proc is mounted with hidepid, and this account may not read process 1",
          ProcessChecks.SEE_ALL);
    }
  }
}
