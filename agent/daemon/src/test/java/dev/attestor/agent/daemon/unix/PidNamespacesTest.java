package dev.attestor.agent.daemon.unix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.agent.daemon.peer.PidScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PidNamespacesTest {

  @TempDir private Path proc;

  @ParameterizedTest(name = "own \"{0}\", the caller''s \"{1}\": {2}")
  @CsvSource(
      delimiter = ';',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "NSpid:\\t40;NSpid:\\t4711;SAME",
        "NSpid:\\t40;NSpid:\\t4711\\t12;OTHER",
        "NSpid:\\t40;NSpid:\\t4711\\t12\\t1;OTHER",
        "NSpid:\\t40;NStgid:\\t4711;UNKNOWN",
        "NSpid:\\t40;Name:\\tNSpid:\\t4711;UNKNOWN",
        "NSpid:\\t40;NSpid:\\t4711\\nNSpid:\\t4711;UNKNOWN",
        "NSpid:\\t40;NSpid:\\t4712;UNKNOWN",
        "NSpid:\\t40;NSpid:\\t4711 12;UNKNOWN",
        "NSpid:\\t40;NSpid:;UNKNOWN",
        "NSpid:\\t40\\t1;NSpid:\\t4711;UNKNOWN",
        "NSpid:\\t40\\t1;NSpid:\\t4711\\t12;UNKNOWN",
      })
  void tellsByTheNumbersThatAProcessHas(String own, String callers, PidScope expected)
      throws IOException {
    status("self", own);
    status("4711", callers);

    assertThat(new PidNamespaces(proc).of(4711)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\f", "\u000b", "\u0085", "\u2028", "\\n"})
  void believesNoLineThatAProcessWritesIntoItsName(String separator) throws IOException {
    status("self", "NSpid:\t40");
    write("4711", "Name:\t%sNSpid:\t4711\nUmask:\t0022\nNSpid:\t4711\t7\n".formatted(separator));

    assertThat(new PidNamespaces(proc).of(4711)).isEqualTo(PidScope.OTHER);
  }

  @Test
  void cannotTellOfAProcessThatProcDoesNotShow() throws IOException {
    status("self", "NSpid:\\t40");

    assertThat(new PidNamespaces(proc).of(4711)).isEqualTo(PidScope.UNKNOWN);
  }

  private void status(String process, String line) throws IOException {
    write(
        process,
        "Name:\tjava\nUmask:\t0022\n%s\nVmPeak:\t1 kB\n"
            .formatted(line.replace("\\t", "\t").replace("\\n", "\n")));
  }

  private void write(String process, String status) throws IOException {
    Path folder = Files.createDirectory(proc.resolve(process));
    Files.writeString(folder.resolve("status"), status);
  }
}
