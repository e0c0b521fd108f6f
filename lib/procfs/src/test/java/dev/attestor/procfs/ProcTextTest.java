package dev.attestor.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcTextTest {

  @TempDir private Path folder;

  @Test
  void endsALineAtALineFeedAndNowhereElse() throws Exception {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }

    List<String> lines =
        ProcText.of((latin(all) + "\n").getBytes(StandardCharsets.ISO_8859_1)).lines();

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).hasSize(10);
    assertThat(lines.get(1)).hasSize(245);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\f", "\u000b", "\u0085", "\u2028", "\u2029", "\u001c", "\u001e"})
  void takesNoOtherSeparatorOfJavasForOne(String separator) throws Exception {
    String utf8 = latin((separator + "b").getBytes(StandardCharsets.UTF_8));

    assertThat(text("a" + utf8 + "\nc\n").lines()).containsExactly("a" + utf8, "c");
  }

  @Test
  void keepsEveryStringOfBytesApart() {
    Set<ProcText> texts = new HashSet<>();
    for (int one = 0; one < 256; one++) {
      for (int two = 0; two < 256; two++) {
        texts.add(ProcText.of(new byte[] {(byte) one, (byte) two}));
      }
    }
    assertThat(texts).hasSize(65_536);
  }

  @Test
  void keepsEmptyLinesAndHasNoneOfAnEmptyFile() throws Exception {
    assertThat(text("").lines()).isEmpty();
    assertThat(text("\n\na\n").lines()).containsExactly("", "", "a");
  }

  @Test
  void refusesALastLineWithoutItsEnd() {
    assertThatThrownBy(() -> text("a\nb\r").lines())
        .isInstanceOf(MalformedTextException.class)
        .hasMessage("the last line, \"b\\x0d\", has no line feed at its end");
  }

  @Test
  void readsAFileUpToItsLimitAndRefusesALongerOne() throws IOException {
    Path file = folder.resolve("cgroup");
    for (int size : new int[] {0, 1, 2047, 2048, 2049, ProcText.MAX_SIZE}) {
      Files.write(file, new byte[size]);
      assertThat(ProcText.read(file).characters()).hasSize(size);
    }
    Files.write(file, new byte[ProcText.MAX_SIZE + 1]);
    assertThatThrownBy(() -> ProcText.read(file))
        .hasMessage("\"cgroup\" is larger than 1048576 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "+1",
        " 1",
        "1 ",
        "01",
        "00",
        "1_0",
        "0x1",
        "1a",
        "\u0661",
        "\uff11",
        "\u00b9",
        "9223372036854775808",
        "99999999999999999999"
      })
  void refusesWhatTheKernelDoesNotWriteAsANumber(String digits) {
    assertThat(ProcText.number(digits)).isEmpty();
  }

  @Test
  void readsNumbers() {
    assertThat(ProcText.number("0")).isEqualTo(OptionalLong.of(0));
    assertThat(ProcText.number("4194304")).isEqualTo(OptionalLong.of(4_194_304));
    assertThat(ProcText.number("9223372036854775807")).isEqualTo(OptionalLong.of(Long.MAX_VALUE));
  }

  @Test
  void quotesWithNothingThatATerminalWouldObey() {
    assertThat(ProcText.quote("a \"b\" \\ \r\u001b\u007f\u0085\u00ff"))
        .isEqualTo("\"a \\\"b\\\" \\\\ \\x0d\\x1b\\x7f\\x85\\xff\"");
    assertThat(ProcText.quote("x".repeat(101))).isEqualTo("\"" + "x".repeat(100) + "...\"");
  }

  private static ProcText text(String latin) {
    return ProcText.of(latin.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
