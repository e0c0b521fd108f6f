package dev.attestor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.attestor.threads.DaemonThreads;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** A configuration from a named pipe, which can be read only once. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "named pipes are made by mkfifo")
class PipedConfigTest {

  /** Who opens the pipe once more waits for ever. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String AGENT =
      """
      agent { http_port = 9464 }
      workload_attestor "k8s" { plugin_data { kubelet_read_only_port = 1 } }
      """;

  @TempDir private Path folder;
  private final StringWriter told = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kubelet_read_only_port = 1                                | 0 | : ok",
        "kubelet_read_only_prt = 1                                 | 1 | kubelet_read_only_prt",
        "kubelet_read_only_port = {                                | 1 | line 1",
        "agent { http_port = 9 } workload_attestor \"k8s\" { plugin_data { kubelet_read_only_port = 1 } } | 0 | : ok",
        "agent { http_port = 9 } workload_attestor \"k8s\" { plugin_data { kubelet_read_only_prt = 1 } } | 1 | kubelet_read_only_prt",
        "agent { http_port = 70000 }                               | 1 | 70000",
      })
  void checksTheTextOfAPipe(String config, int status, String message) throws Exception {
    Path pipe = pipe(config);

    assertThat(run(new ConfigCommand(), "check", pipe.toString())).isEqualTo(status);
    assertThat(told.toString()).contains(message);
  }

  @Test
  void theDoctorReportsOnTheTextOfAPipe() throws Exception {
    Path zip = folder.resolve("report.zip");

    int status = run(new DoctorCommand(), "--config=" + pipe(AGENT), "--report=" + zip);

    // No kubelet listens there, which is a problem.
    assertThat(status).isEqualTo(ExitCode.FAILED);
    assertThat(told.toString()).contains("ok: metrics: ").contains("problem: kubelet: ");
    try (ZipFile report = new ZipFile(zip.toFile())) {
      assertThat(report.getInputStream(report.getEntry("config.hcl")))
          .asString(StandardCharsets.UTF_8)
          .contains("http_port = 9464");
    }
  }

  private int run(Object command, String... arguments) {
    CommandLine line = new CommandLine(command);
    PrintWriter writer = new PrintWriter(told);
    line.setOut(writer).setErr(writer);
    return assertTimeoutPreemptively(PATIENCE, () -> line.execute(arguments));
  }

  /** A pipe into which a text is written once. */
  private Path pipe(String text) throws Exception {
    Path pipe = folder.resolve("config");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    DaemonThreads.start("pipe", () -> write(pipe, text));
    return pipe;
  }

  private static void write(Path pipe, String text) {
    try {
      Files.writeString(pipe, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
