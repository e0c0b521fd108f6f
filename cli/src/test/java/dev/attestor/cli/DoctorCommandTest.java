package dev.attestor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorCommandTest {

  @TempDir private Path folder;

  @Test
  void tellsProblemsOfTheAgentBlockAndChecksTheRest() throws Exception {
    String told =
        doctor(
            """
            agent { whois { users = ["nobody-has-this-name"] } }
            workload_attestor "k8s" { plugin_data { kubelet_read_only_port = 1 } }
            """);

    assertThat(told)
        .containsPattern("(?m)^problem: configuration: .*nobody-has-this-name")
        .contains("problem: kubelet: ");
    try (ZipFile report = new ZipFile(folder.resolve("report.zip").toFile())) {
      assertThat(report.getInputStream(report.getEntry("doctor.txt")))
          .asString(StandardCharsets.UTF_8)
          .contains("problem: configuration: ERROR in line 1")
          .doesNotContain("nobody-has-this-name");
    }
  }

  @Test
  void leavesTheAgentBlockOfSpireToSpire() throws Exception {
    String told =
        doctor(
            """
            agent { trust_domain = "example.org" }
            plugins { WorkloadAttestor "k8s" { plugin_data { kubelet_read_only_port = 1 } } }
            """);

    assertThat(told).doesNotContain("configuration").contains("problem: kubelet: ");
  }

  private String doctor(String config) throws Exception {
    Path file = Files.writeString(folder.resolve("agent.conf"), config);
    StringWriter told = new StringWriter();
    int status =
        new CommandLine(new DoctorCommand())
            .setOut(new PrintWriter(told))
            .execute("--config=" + file, "--report=" + folder.resolve("report.zip"));
    // No kubelet listens there, which is a problem.
    assertThat(status).isEqualTo(ExitCode.FAILED);
    return told.toString();
  }
}
