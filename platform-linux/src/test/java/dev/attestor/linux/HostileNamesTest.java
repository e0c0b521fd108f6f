package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.linux.proc.ProcFs;
import dev.attestor.linux.proc.StartTimePins;
import dev.attestor.testkit.FakeProc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cgroups with hostile names: the kernel allows every byte in them except the slash, the line feed
 * and the NUL.
 */
class HostileNamesTest {

  private static final int PID = 7;
  private static final String USER = "/user.slice/user-1000.slice/user@1000.service";
  private static final String VICTIM = Layouts.expand("/kubepods/podU2/C2");
  private static final String OWN = Layouts.expand("/kubepods/burstable/podU1/C1");
  private static final Location OWN_LOCATION =
      new Location.InPod(new PodUid(Layouts.U1), new ContainerId(Layouts.C1));

  @TempDir private Path folder;
  private FakeProc proc;
  private LinuxContainerLocator locator;

  @BeforeEach
  void startProcess() {
    proc = new FakeProc(folder).startedAt(PID, 1000);
    ProcFs files = new ProcFs(folder);
    locator = new LinuxContainerLocator(files, new StartTimePins(files), PodCgroups.USUAL);
  }

  /**
   * Every byte that the kernel allows in a name, and 0, which it does not and which must not
   * matter.
   */
  private static String bytes() {
    return IntStream.range(0, 256)
        .filter(b -> b != '\n' && b != '/')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  @Test
  void findsNoLineInTheNameOfAUsersCgroup() {
    for (char separator : bytes().toCharArray()) {
      for (String forged : List.of("0::", "9::", "1:cpu:", "9:name=x:")) {
        String path = USER + "/x" + separator + forged + VICTIM + "\n";
        assertThat(locate("0::" + path)).isEqualTo(new Location.Outside());
        assertThat(locate("1:cpu:" + path + "0::/\n")).isEqualTo(new Location.Outside());
      }
    }
  }

  @Test
  void findsNoLineInWhatAContainerNamed() {
    for (char separator : bytes().toCharArray()) {
      assertThat(locate("0::" + OWN + "/x" + separator + "0::" + VICTIM + "\n"))
          .isEqualTo(OWN_LOCATION);
      assertThat(locate("3:pids:" + OWN + "/" + separator + "\n0::/\n1:cpu:" + OWN + "\n"))
          .isEqualTo(OWN_LOCATION);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u0085", "\u2028", "\u2029", "\u00a0", "\u3000", "\ufeff", "\u200b", "\u0661"})
  void findsNoLineWhereUtf8HasASeparator(String separator) {
    String utf8 = latin(separator.getBytes(StandardCharsets.UTF_8));
    assertThat(locate("0::" + USER + "/x" + utf8 + "9::" + VICTIM + "\n"))
        .isEqualTo(new Location.Outside());
    assertThat(locate("0::" + OWN + "/x" + utf8 + "9::" + VICTIM + "\n")).isEqualTo(OWN_LOCATION);
  }

  @Test
  void takesBytesThatRuntimesWriteAndRefusesAllOthersWhereTheyAreLookedAt() {
    for (char value : bytes().toCharArray()) {
      for (String path : pathsWith(value)) {
        // Of cgroup v1, where the kernel appends nothing to a path.
        String line = "4:memory:" + path + "\n";
        if (("" + value).matches("[A-Za-z0-9:_.@\\\\-]")) {
          // Other tests check their meaning.
          assertThatCode(() -> locate(line)).doesNotThrowAnyException();
        } else {
          assertRefused(line, value, path.indexOf(value, path.startsWith("/..") ? 5 : 1) + 1);
        }
      }
    }
  }

  private static List<String> pathsWith(char c) {
    return Stream.of(
            "/x%sy" + VICTIM,
            "/kubepods/x%s",
            "/kubepods/%spodU2/C2",
            "/kubepods/podU2/x%s/C2",
            "/docker/%s<N>",
            "/system.slice/docker-<N>.scope%s",
            "/../C2%s",
            "/../../podU2%s/C2")
        .map(path -> Layouts.expand(path).replace("%s", "" + c))
        .toList();
  }

  private void assertRefused(String line, int value, int position) {
    assertThatThrownBy(() -> locate(line))
        .isInstanceOfSatisfying(
            ProcessException.class,
            e -> assertThat(e.kind()).isEqualTo(ProcessException.Kind.UNREADABLE))
        .hasMessageStartingWith(
            "the cgroup file of process 7 is refused: it has the byte 0x%02x at position %s of a path"
                .formatted(value, position));
  }

  @Test
  void showsTheNameThatItRefuses() {
    assertThatThrownBy(() -> locate("0::/kubepods/x\r9::\n"))
        .hasMessage(
            "the cgroup file of process 7 is refused: it has the byte 0x0d at position 12 of a"
                + " path, in the name \"x\\x0d9::\"; expected what kubelets, container runtimes and"
                + " systemd write: ASCII letters, digits and \":-_.\\@\"");
  }

  @Test
  void takesNamesAsSystemdEscapesThem() {
    assertThat(locate("0::/system.slice/dev-disk-by\\x2duuid-a.swap\n"))
        .isEqualTo(new Location.Outside());
    assertThat(locate("0::/system\\x2dslice" + VICTIM + "\n")).isEqualTo(new Location.Outside());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0::%s (deleted)", "0::%s/x (deleted)", "0::%s/x (deleted) (deleted)"})
  void letsTheKernelAloneSayThatACgroupWasRemoved(String line) {
    assertThat(locate(line.formatted(OWN) + "\n")).isEqualTo(OWN_LOCATION);
    assertThat(locate(line.formatted(USER) + "\n")).isEqualTo(new Location.Outside());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0::%s (deleted) (deleted)", "4:memory:%s (deleted)", "0::%s(deleted)"})
  void refusesTheKernelsWordsWhereSomebodyElseWroteThem(String line) {
    assertThatThrownBy(() -> locate(line.formatted(OWN) + "\n"))
        .isInstanceOf(ProcessException.class)
        .hasMessageMatching(
            ".* the byte 0x(20|28) at position %s of a path.*".formatted(OWN.length() + 1));
  }

  @Test
  void keepsCgroupsApartWhoseNamesDifferInOneByte() {
    // In UTF-8, both bytes are invalid and would become the same character.
    assertThat(locate("0::" + OWN + "/\u00ff\n")).isEqualTo(OWN_LOCATION);
    assertThat(locate("0::" + USER + "/\u00fe\n")).isEqualTo(new Location.Outside());
    assertThat(locate("0::" + OWN + "/\u00fe\n")).isEqualTo(OWN_LOCATION);
  }

  private Location locate(String latin) {
    proc.write("" + PID, "cgroup", latin.getBytes(StandardCharsets.ISO_8859_1));
    try (ProcessPin pin = locator.pin(PID)) {
      return locator.locate(PID, pin);
    }
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
