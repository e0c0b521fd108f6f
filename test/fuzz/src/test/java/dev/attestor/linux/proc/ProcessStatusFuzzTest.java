package dev.attestor.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import dev.attestor.procfs.MalformedTextException;
import dev.attestor.procfs.ProcText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The process IDs do not depend on the process name, in which the kernel escapes two bytes. */
class ProcessStatusFuzzTest {

  private static final String REST =
      "\nUmask:\t0022\nState:\tS (sleeping)\nNSpid:\t4242\t7\nThreads:\t1\n";

  static Stream<byte[]> names() {
    return Seeds.texts(
        "sh",
        "\rNSpid:\t1",
        "\\nNSpid:\t1",
        "\u0085NSpid:\t1\u2028",
        "x\nNSpid:\t1",
        "NSpid:\t1\n");
  }

  @MethodSource("names")
  @FuzzTest
  void doesNotDependOnTheName(byte[] name) throws MalformedTextException {
    ByteArrayOutputStream status = new ByteArrayOutputStream();
    status.writeBytes("Name:\t".getBytes(StandardCharsets.ISO_8859_1));
    for (byte each : name) {
      switch (each) {
        case '\n' -> status.writeBytes(new byte[] {'\\', 'n'});
        case '\\' -> status.writeBytes(new byte[] {'\\', '\\'});
        default -> status.write(each);
      }
    }
    status.writeBytes(REST.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(parse(status.toByteArray()).numbers()).containsExactly(4242, 7);
    Growth.check(name, ProcessStatusFuzzTest::parse);
    try {
      parse(name);
    } catch (MalformedTextException e) {
      Refusals.check(e);
    }
  }

  private static ProcessStatus parse(byte[] status) throws MalformedTextException {
    return ProcessStatus.parse(ProcText.of(status), "4242");
  }
}
