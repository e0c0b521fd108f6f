package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens to the installed files: either stdout starts with the handshake, or nothing
 * runs.
 */
@EnabledIf(
    value = "hasCache",
    disabledReason = "needs a runtime with a class cache: build on JDK 25")
class LauncherIT {

  @TempDir private static Path folder;
  private Path home = Path.of("");

  static boolean hasCache() {
    return Files.exists(cache(Program.home()));
  }

  private static Path cache(Path home) {
    return home.resolve("runtime/lib/attestor.aot");
  }

  /** Copies with times: the cache depends on the times of the jars. */
  @BeforeEach
  void copy() throws Exception {
    home = Files.createTempDirectory(folder, "home").resolve("attestor");
    assertThat(Program.run("cp", "-a", Program.home().toString(), home.toString()).status())
        .isZero();
  }

  @Test
  void handshakesWithACacheThatFits() throws Exception {
    handshakes();
  }

  @Test
  void handshakesWithoutACache() throws Exception {
    Files.delete(cache(home));
    handshakes();
  }

  @Test
  void handshakesWithADamagedCache() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(cache(home).toFile(), "rw")) {
      file.seek(0);
      file.write(new byte[256]);
    }
    handshakes();
  }

  @Test
  void handshakesWithACutCache() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(cache(home).toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    handshakes();
  }

  @Test
  void handshakesWithACacheOfOtherJars() throws Exception {
    Path jar = home.resolve("lib/attestor-cli-0.2.0.jar");
    Files.setLastModifiedTime(jar, java.nio.file.attribute.FileTime.fromMillis(0));
    handshakes();
  }

  @Test
  void handshakesOnAnotherJavaWithoutItsRuntime() throws Exception {
    assertThat(Program.run("rm", "-r", home.resolve("runtime").toString()).status()).isZero();
    handshakes();
  }

  @Test
  void compilesEarlyOnlyForWhatRunsLong() throws Exception {
    Path java = home.resolve("runtime/bin/java");
    Files.writeString(java, "#!/bin/sh\necho \"$*\"\n");
    String early = "-XX:+AOTCompileEagerly";
    assumeThat(Path.of(launcher("attestor-k8s"))).content().contains(early);
    String exits = "-XX:+ExitOnOutOfMemoryError";
    for (String[] lasting :
        new String[][] {{"attestor", "agent"}, {"attestor", "plugin", "k8s"}, {"attestor-k8s"}}) {
      assertThat(options(lasting)).contains(early, exits);
    }
    for (String[] brief :
        new String[][] {
          {"attestor", "--version"},
          {"attestor", "whoami"},
          {"attestor", "plugin", "install"},
          {"attestor-health"}
        }) {
      assertThat(options(brief)).doesNotContain(early).doesNotContain(exits);
    }
    Files.delete(cache(home));
    assertThat(options("attestor-k8s")).contains(exits).doesNotContain(early);
  }

  private String options(String... command) throws Exception {
    command[0] = launcher(command[0]);
    return Program.run(command).out();
  }

  @Test
  void runsWhatItsDigestsVouchFor() throws Exception {
    Program program = Program.run(launcher("attestor"), "--verify", digest(), "--version");
    assertThat(program.status()).as(program.err()).isZero();
    assertThat(program.out()).isEqualTo("attestor 0.2.0\n");
  }

  @Test
  void runsNothingUnderAnotherDigest() throws Exception {
    Program program = Program.run(launcher("attestor"), "--verify", "0".repeat(64), "--version");
    assertThat(program.status()).isEqualTo(1);
    assertThat(program.out()).isEmpty();
    assertThat(program.err()).contains("has the digest " + digest() + ", expected 000");
  }

  @Test
  void runsNothingWithAFileThatDiffers() throws Exception {
    String digest = digest();
    Files.writeString(home.resolve("lib/jspecify-1.0.1.jar"), "changed");
    Program program = Program.run(launcher("attestor"), "--verify", digest, "--version");
    assertThat(program.status()).isEqualTo(1);
    assertThat(program.out()).isEmpty();
    assertThat(program.err()).contains("lib/jspecify-1.0.1.jar: FAILED").contains("differs from");
  }

  private String launcher(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  private String digest() throws Exception {
    return Program.run("sha256sum", home.resolve("SHA256SUMS").toString()).out().substring(0, 64);
  }

  private void handshakes() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(launcher("attestor-k8s")).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("WorkloadAttestor", "WorkloadAttestor");
    builder.environment().put("PLUGIN_PROTOCOL_VERSIONS", "1");
    Process plugin = builder.start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(plugin.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).matches("1\\|1\\|unix\\|/.*\\|grpc\\|");
    } finally {
      plugin.destroy();
      assertThat(plugin.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
