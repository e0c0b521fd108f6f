package dev.attestor.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged plugin over TCP: with go-plugin as its host, and with other clients. */
@RequiresWindows
@EnabledIfSystemProperty(
    named = "attestor.home",
    matches = ".+",
    disabledReason = "needs the packaged program and a go-plugin host: see ci/wine/test")
class PluginTest {

  private static final String HOST = LaunchedPlugin.program("host");
  private static final String STRANGER = LaunchedPlugin.program("stranger");

  @TempDir private Path folder;

  static Stream<List<String>> launchers() {
    return LaunchedPlugin.waysToStart("attestor-k8s");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("launchers")
  void givesItsHostTheSelectorsOfAProcess(List<String> plugin)
      throws IOException, GeneralSecurityException, InterruptedException {
    try (Workload workload = Workload.start()) {
      List<String> command = new ArrayList<>();
      command.addAll(
          List.of(HOST, "-config", workload.config().toString(), "-pids", workload.pid(), "--"));
      command.addAll(plugin);

      Path answer = folder.resolve("answer.json");
      Process host =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(answer.toFile())
              .start();

      assertThat(host.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(Files.readString(answer))
          .contains("\"ns:production\"", "\"container-name:blog\"", "\"sa:web\"");
      assertThat(host.exitValue()).isZero();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("launchers")
  void refusesWhoDidNotStartIt(List<String> command) throws IOException, InterruptedException {
    Process plugin = LaunchedPlugin.start(command);
    try (BufferedReader out = lines(plugin)) {
      String handshake = out.readLine();
      assertThat(handshake).startsWith("1|1|tcp|127.0.0.1:");

      Process stranger =
          new ProcessBuilder(STRANGER, handshake.split("\\|", -1)[3])
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("stranger").toFile())
              .start();

      assertThat(stranger.waitFor()).isEqualTo(3);
    } finally {
      plugin.descendants().forEach(ProcessHandle::destroyForcibly);
      plugin.destroyForcibly();
    }
  }

  @Test
  void endsWithItsHost() throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(LaunchedPlugin.JAVA, "-cp", classPath(), PluginHostMain.class.getName()));
    command.addAll(launchers().findFirst().orElseThrow());
    Process host =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader out = lines(host)) {
      assertThat(out.readLine()).startsWith("1|1|tcp|127.0.0.1:");
      List<ProcessHandle> plugin = host.descendants().toList();
      assertThat(plugin).isNotEmpty();

      host.destroyForcibly().waitFor();

      for (ProcessHandle process : plugin) {
        assertThat(process.onExit().orTimeout(20, TimeUnit.SECONDS))
            .succeedsWithin(java.time.Duration.ofSeconds(20));
      }
    }
  }

  private static String classPath() {
    return Path.of("test-classes").toAbsolutePath().toString();
  }

  private static BufferedReader lines(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
