package dev.attestor.spire.sdk.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextLineTest {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.123456789Z");

  private static String text(LogLine line) {
    return new String(line.toBytes(), StandardCharsets.UTF_8);
  }

  private static TextLine line(String message) {
    return new TextLine("warn", "dev.attestor.agent.daemon.OneCall", message, TIME);
  }

  @Test
  void readsAsPeopleReadLogs() {
    assertThat(text(line("an attestation failed").field("pid", 7).field("caller", "uid 1000")))
        .matches(
            "2026-01-0\\dT\\d\\d:\\d\\d:05\\.123\\S+ WARN OneCall - pid=7 caller=\"uid 1000\""
                + " an attestation failed\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb",
        "a\rb",
        "a\r\nb",
        "a\u0085b",
        "a\u2028b",
        "a\u001b[2Jb",
        "a\u0000b",
        "\u000b"
      })
  void noTextBreaksALine(String text) {
    String written = text(line(text).field("name", text).field(text, "x"));

    assertThat(written).endsWith("\n").containsOnlyOnce("\n");
    assertThat(written.substring(0, written.length() - 1).chars())
        .noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
  }

  @Test
  void noValuePassesForAnotherField() {
    assertThat(text(line("text").field("name", "a\" caller=\"uid 0")))
        .contains("name=\"a\\\" caller=\\\"uid 0\" text");
  }

  @Test
  void indentsTheTraceWhateverItsMessagesSay() {
    Throwable thrown = new IllegalStateException("a\n2026-01-02T03:04:05.123Z ERROR X - forged");
    String written = text(line("broke").thrown(thrown));

    assertThat(written.lines().skip(1)).isNotEmpty().allMatch(line -> line.startsWith("    "));
    assertThat(written.lines().findFirst().orElseThrow())
        .contains("error=\"java.lang.IllegalStateException: a\\n2026")
        .endsWith(" broke");
  }

  @Test
  void cutsWhatIsTooLong() {
    assertThat(text(line("x".repeat(100_000)).field("name", "y".repeat(100_000))))
        .hasSizeLessThan(9_000);
  }
}
