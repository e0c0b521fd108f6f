package dev.attestor.windows;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A job path names a container only if it has one of the two formats with a plain ID: composing it
 * again from the result gives the same path.
 */
class JobNameFuzzTest {

  static Stream<byte[]> paths() {
    return Seeds.texts(
            "\\Container_0a1b",
            "\\BaseNamedObjects\\JobContainer_0a1b",
            "\\BaseNamedObjects\\Container_0a1b",
            "\\Container_a\\b",
            "\\Container_a\0b")
        .map(text -> new String(text, StandardCharsets.UTF_8))
        .map(text -> text.getBytes(StandardCharsets.UTF_16LE));
  }

  /** UTF-16 units, as on Windows: surrogates may be unpaired. */
  @MethodSource("paths")
  @FuzzTest
  void namesAContainerInTwoFormsOnly(byte[] data) {
    Growth.check(data, bytes -> JobName.parse(text(bytes)));
    String path = text(data);
    JobName.parse(path)
        .ifPresent(
            job -> {
              assertThat(job.container().value()).matches("[0-9A-Za-z._-]{1,128}");
              String prefix =
                  job.needsTrustedOwner() ? "\\BaseNamedObjects\\JobContainer_" : "\\Container_";
              assertThat(prefix + job.container()).isEqualTo(path);
              assertThat(job.path()).isEqualTo(path);
            });
  }

  private static String text(byte[] data) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at + 1 < data.length; at += 2) {
      text.append((char) ((data[at] & 0xff) | (data[at + 1] & 0xff) << 8));
    }
    return text.toString();
  }
}
