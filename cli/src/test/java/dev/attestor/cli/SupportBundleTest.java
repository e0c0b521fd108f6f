package dev.attestor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SupportBundleTest {

  @TempDir private Path folder;

  @Test
  void holdsItsTextsAndListsThem() throws Exception {
    Path file = folder.resolve("b.zip");
    try (SupportBundle bundle = SupportBundle.create(file)) {
      bundle.add("a.txt", "ä");
      bundle.add("b.txt", "");
      assertThat(bundle.names()).containsExactly("a.txt", "b.txt");
    }

    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(
              new String(
                  zip.getInputStream(zip.getEntry("a.txt")).readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("ä");
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "files have no modes there")
  void isReadableByItsOwnerAlone() throws Exception {
    Path file = folder.resolve("b.zip");
    SupportBundle.create(file).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void overwritesNothing() throws Exception {
    Path file = Files.writeString(folder.resolve("b.zip"), "mine");

    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> SupportBundle.create(file));
    assertThat(file).hasContent("mine");
  }

  @Test
  void keepsTheOtherPartsIfOneFails() throws Exception {
    Path file = folder.resolve("b.zip");
    SupportBundle.write(
        file,
        bundle -> {
          bundle.part(
              "doctor.txt",
              () -> {
                throw new IllegalStateException("hunter2");
              });
          bundle.part("b.txt", () -> "b");
        });

    assertThat(text(file, "doctor.txt")).isEqualTo("failed: java.lang.IllegalStateException\n");
    assertThat(text(file, "b.txt")).isEqualTo("b");
  }

  @Test
  void leavesNoHalfFile() {
    Path file = folder.resolve("b.zip");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                SupportBundle.write(
                    file,
                    bundle -> {
                      bundle.add("a.txt", "a");
                      bundle.add("a.txt", "a");
                    }));
    assertThat(file).doesNotExist();
  }

  @Test
  void explainsAProcessOnceThatIsNamedTwice() throws Exception {
    Path config = Files.writeString(folder.resolve("k8s.hcl"), "kubelet_read_only_port = 1\n");
    Path file = folder.resolve("b.zip");

    int status =
        new CommandLine(new SupportBundleCommand())
            .execute(
                "--config=" + config, "--file=" + file, "--pid=2147483647", "--pid=2147483647");

    assertThat(status).isZero();
    assertThat(text(file, "explain-2147483647.txt")).contains("2147483647");
  }

  @Test
  void reportsOnAWholeNode() throws Exception {
    Path config = Files.writeString(folder.resolve("k8s.hcl"), "kubelet_read_only_port = 1\n");
    Path file = folder.resolve("b.zip");

    CommandLine doctor = new CommandLine(new DoctorCommand());
    // No kubelet listens there, which is a problem.
    assertThat(doctor.execute("--config=" + config, "--report=" + file)).isEqualTo(ExitCode.FAILED);

    assertThat(text(file, "config.hcl")).contains("kubelet_read_only_port = 1");
    assertThat(text(file, "versions.txt")).contains("java.runtime.version");
    assertThat(text(file, "doctor.txt")).contains("problem: kubelet: ");
    assertThat(text(file, "processes.txt"))
        .containsPattern("(?m)^%s: ".formatted(ProcessHandle.current().pid()));
    assertThat(doctor.execute("--config=" + config, "--report=" + file)).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void reportsThatAConfigurationIsRefusedWithoutItsValues() throws Exception {
    Path config =
        Files.writeString(folder.resolve("k8s.hcl"), "kubelet_secure_prt = \"hunter2\"\n");
    Path file = folder.resolve("b.zip");

    assertThat(
            new CommandLine(new DoctorCommand()).execute("--config=" + config, "--report=" + file))
        .isEqualTo(ExitCode.FAILED);

    assertThat(text(file, "config-problems.txt")).contains("in line 1");
    assertThat(text(file, "config.hcl")).doesNotContain("hunter2");
  }

  private static String text(Path file, String name) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return new String(
          zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
