package dev.attestor.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Seeds;
import dev.attestor.procfs.ProcText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The start time of a process does not depend on its name, which may have any bytes. */
class StatFuzzTest {

  private static final String FIELDS = ") S 1" + " 0".repeat(17) + " 4711 0 0\n";

  static Stream<byte[]> names() {
    return Seeds.texts("sh", "a) Z (b", ") S 1" + " 0".repeat(17) + " 1 0", "\t\n\u00a0");
  }

  @MethodSource("names")
  @FuzzTest
  void doesNotDependOnTheName(byte[] name) {
    ByteArrayOutputStream stat = new ByteArrayOutputStream();
    stat.writeBytes("4242 (".getBytes(StandardCharsets.ISO_8859_1));
    stat.writeBytes(name);
    stat.writeBytes(FIELDS.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(parse(stat.toByteArray())).hasValue(4711);
    Growth.check(name, StatFuzzTest::parse);
    parse(name);
  }

  private static OptionalLong parse(byte[] stat) {
    return StartTimePins.parse(ProcText.of(stat), 4242);
  }
}
