package dev.attestor.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.procfs.MalformedTextException;
import dev.attestor.procfs.ProcText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessStatusTest {

  private static final String REST = "Umask:\t0022\nNSpid:\t9\t1\nVmPeak:\t1 kB\n";

  /** The kernel escapes only line feeds and backslashes in names. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "java",
        "",
        "\rNSpid:\t7",
        "\fNSpid:\t7",
        "\u000bNSpid:\t7",
        "\u0085NSpid:\t7",
        "\u2028NSpid:\t7",
        "\\nNSpid:\t7",
        "NSpid:\t7",
        "\\\\",
      })
  void takesNothingFromTheName(String name) throws IOException {
    assertThat(parse("Name:\t" + name + "\n" + REST).numbers()).containsExactly(9, 1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "|does not begin with a line Name:",
        "Umask:\\t0\\nName:\\tx\\nNSpid:\\t9\\n|does not begin with a line Name:",
        "NSpid:\\t9\\nName:\\tx\\n|does not begin with a line Name:",
        "Name:\\tNSpid:\\t9\\n|has 0 lines NSpid:, expected one",
        "Name:\\tx\\nNSpid:\\t9\\nNSpid:\\t9\\n|has 2 lines NSpid:, expected one",
        "Name:\\tx\\nNSpid:\\t9\\nNSpid:\\t9\\t1\\n|has 2 lines NSpid:, expected one",
        "Name:\\tx\\nNSpid:\\t9|the last line, \"NSpid:\\x099\", has no line feed at its end",
        "Name:\\tx\\nNSpid:\\n|has the line \"NSpid:\"",
        "Name:\\tx\\nNSpid:\\t\\n|has the line \"NSpid:\\x09\"",
        "Name:\\tx\\nNSpid: 9\\n|has the line \"NSpid: 9\"",
        "Name:\\tx\\nNSpid:\\t9 1\\n|has the line",
        "Name:\\tx\\nNSpid:\\t9\\t\\n|has the line",
        "Name:\\tx\\nNSpid:\\t9\\t\\t1\\n|has the line",
        "Name:\\tx\\nNSpid:\\t9\\r\\n|has the line",
        "Name:\\tx\\nNSpid:\\t0\\n|has the line",
        "Name:\\tx\\nNSpid:\\t-9\\n|has the line",
        "Name:\\tx\\nNSpid:\\t+9\\n|has the line",
        "Name:\\tx\\nNSpid:\\t09\\n|has the line",
        "Name:\\tx\\nNSpid:\\t\u0669\\n|has the line",
        "Name:\\tx\\nNSpid:\\t2147483648\\n|has the line",
      })
  void refusesWhatTheKernelDoesNotWrite(
      @org.jspecify.annotations.Nullable String text, String why) {
    String unescaped = text == null ? "" : text.replace("\\t", "\t").replace("\\n", "\n");
    assertThatThrownBy(() -> parse(unescaped.replace("\\r", "\r")))
        .isInstanceOf(MalformedTextException.class)
        .hasMessageContaining(why);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "needs the /proc of a Linux kernel")
  void readsThatOfThisProcess() throws IOException {
    assertThat(ProcessStatus.read(new ProcFs(Path.of("/proc")), "self").numbers())
        .startsWith((int) ProcessHandle.current().pid());
  }

  private static ProcessStatus parse(String text) throws IOException {
    return ProcessStatus.parse(ProcText.of(text.getBytes(StandardCharsets.UTF_8)), "9");
  }
}
