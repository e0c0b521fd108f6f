package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.linux.proc.ProcFs;
import dev.attestor.linux.proc.StartTimePins;
import dev.attestor.testkit.FakeProc;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Every known layout of runtimes, and every hostile layout we could think of. */
class CgroupLayoutsTest {

  private static final int PID = 123;

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}: {1}")
  @CsvFileSource(
      resources = "cgroup-layouts.csv",
      delimiter = '|',
      numLinesToSkip = 1,
      maxCharsPerColumn = 8192)
  void locatesByWhatTheRuntimeNamed(
      String row, String what, String cgroup, String self, String root, String expected) {
    Location location = locate(cgroup, self == null ? "0::/" : self, root == null ? "/" : root);
    assertThat(describe(location)).isEqualTo(Layouts.expand(expected));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "43, two pods          | 5:a:/kubepods/podU1/C1;4:b:/kubepods/podU2/C1 | multiple pod UIDs",
        "44, two containers    | 5:a:/kubepods/podU1/C1;4:b:/kubepods/podU1/C2 | multiple container IDs",
        "pod against sibling   | 5:a:/kubepods/podU1/C1;0::/../C2              | multiple container IDs",
      })
  void refusesToChooseBetweenLines(String name, String cgroup, String message) {
    assertThatThrownBy(() -> locate(cgroup, "0::/", "/"))
        .isInstanceOf(ConflictingEvidenceException.class)
        .hasMessageStartingWith("the cgroup file of process 123 names " + message + ": [");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "45, garbage         | garbage",
        "one colon           | 0:/kubepods",
        "no slash            | 0::kubepods",
        "good and bad        | 0::/kubepods/podU1/C1;garbage",
        "an empty line       | 0::/kubepods/podU1/C1;;1:a:/",
        "no hierarchy        | :a:/kubepods/podU1/C1",
        "a sign              | +1:a:/kubepods/podU1/C1",
        "a negative number   | -1:a:/kubepods/podU1/C1",
        "a leading zero      | 01:a:/kubepods/podU1/C1",
        "two zeros           | 00::/kubepods/podU1/C1",
        "hexadecimal         | 0xa:a:/kubepods/podU1/C1",
        "Arabic digits       | \u0661:a:/kubepods/podU1/C1",
        "v1, no controllers  | 9::/kubepods/podU1/C1",
        "v2, with a name     | 0:name=x:/kubepods/podU1/C1",
      })
  void refusesAFileOfAnotherForm(String name, String cgroup) {
    assertThatThrownBy(() -> locate(cgroup, "0::/", "/"))
        .isInstanceOfSatisfying(
            ProcessException.class,
            e -> assertThat(e.kind()).isEqualTo(ProcessException.Kind.UNREADABLE))
        .hasMessageContaining("expected \"<id>:<controllers>:/<path>\"");
  }

  @Test
  void refusesALastLineThatIsCutOff() {
    FakeProc proc = new FakeProc(folder).process(PID, Layouts.expand("0::/kubepods/podU1/C1"));
    assertThatThrownBy(() -> locate(locator(proc, "/")))
        .isInstanceOf(ProcessException.class)
        .hasMessageEndingWith("has no line feed at its end");
  }

  @Test
  void refusesTwoCgroupsOfOneHierarchy() {
    assertThatThrownBy(() -> locate("0::/kubepods/podU1/C1;1:cpu:/;0::/", "0::/", "/"))
        .isInstanceOf(ConflictingEvidenceException.class)
        .hasMessageContaining("names two cgroups of hierarchy 0");
    assertThat(describe(locate("0::/kubepods/podU1/C1;0::/kubepods/podU1/C1", "0::/", "/")))
        .isEqualTo(Layouts.expand("U1 C1"));
  }

  @Test
  void comparesTheConfiguredRootByteForByte() {
    String path = "0::/k\u00fcbe/kubepods/podU1/C1";
    assertThat(describe(locate(path, "0::/", "/k\u00fcbe"))).isEqualTo(Layouts.expand("U1 C1"));
    assertThat(describe(locate(path, "0::/", "/ku\u0308be"))).isEqualTo("-");
  }

  /** Lines are separated by semicolons in the tables. */
  private Location locate(String cgroup, String self, String root) {
    FakeProc proc = new FakeProc(folder).self(lines(self)).process(PID, lines(cgroup));
    return locate(locator(proc, Layouts.expand(root)));
  }

  private static Location locate(LinuxContainerLocator locator) {
    try (ProcessPin pin = locator.pin(PID)) {
      return locator.locate(PID, pin);
    }
  }

  private static LinuxContainerLocator locator(FakeProc proc, String root) {
    ProcFs files = new ProcFs(proc.root());
    return new LinuxContainerLocator(
        files, new StartTimePins(files), new PodCgroups(Optional.of(root), false));
  }

  private static String lines(String text) {
    return Layouts.expand(text).replace(";", "\n") + "\n";
  }

  private static String describe(Location location) {
    if (location instanceof Location.InPod in) {
      return in.pod() + " " + in.container();
    }
    return location instanceof Location.InContainer in ? "? " + in.container() : "-";
  }
}
