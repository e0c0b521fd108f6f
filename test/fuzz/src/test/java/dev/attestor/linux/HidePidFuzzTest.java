package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import dev.attestor.procfs.ProcText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever else is mounted, the last line of {@code /proc} decides whether processes are hidden.
 */
class HidePidFuzzTest {

  private static final String HIDDEN = "proc /proc proc rw,nosuid,hidepid=invisible 0 0\n";
  private static final String SHOWN = "proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0\n";

  /** A line about {@code /proc}, byte by byte, with its options. */
  private static final Pattern LINE =
      Pattern.compile("(?<=\\A|\\n)[^ \\n]*+ /proc proc ([^ \\n]*+) [^ \\n]*+ [^ \\n]*+\\n");

  private static final Pattern HIDES = Pattern.compile("(\\A|,)hidepid=(?!(0|off)(,|\\z))");

  static Stream<byte[]> tables() {
    return Seeds.texts(
        "sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0\n"
            + SHOWN
            + "/dev/sda1 / ext4 rw,discard,errors=remount-ro 0 0\n",
        HIDDEN,
        "proc /proc proc rw,hidepid=2,gid=7 0 0\n" + SHOWN,
        "tmpfs /a\\040b tmpfs rw,size=64k\rproc /proc proc hidepid=2 0 0\n",
        "proc /proc proc rw,hidepid=off");
  }

  @MethodSource("tables")
  @FuzzTest
  void dependsOnTheLastLineAlone(byte[] table) throws IOException {
    Growth.check(table, HidePidFuzzTest::isOn);
    boolean on;
    try {
      on = isOn(table);
    } catch (IOException e) {
      Refusals.check(e);
      return;
    }
    assertThat(on).isEqualTo(reference(table));
    assertThat(isOn(followed(table, HIDDEN))).isTrue();
    assertThat(isOn(followed(table, SHOWN))).isFalse();
  }

  private static boolean reference(byte[] table) {
    Matcher line = LINE.matcher(new String(table, StandardCharsets.ISO_8859_1));
    boolean on = false;
    while (line.find()) {
      on = HIDES.matcher(line.group(1)).find();
    }
    return on;
  }

  private static boolean isOn(byte[] table) throws IOException {
    return HidePid.isOn(ProcText.of(table));
  }

  private static byte[] followed(byte[] table, String line) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(table);
    whole.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
    return whole.toByteArray();
  }
}
