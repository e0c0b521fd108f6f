package dev.attestor.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.demo.StandInNode;
import dev.attestor.locate.Location;
import dev.attestor.windows.winapi.OwnJob;
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

/** The packaged plugin over TCP: with go-plugin as its host, and with strangers. */
@RequiresWindows
@EnabledIfSystemProperty(
    named = "attestor.home",
    matches = ".+",
    disabledReason = "needs the packaged program and a go-plugin host: see ci/wine/test")
class PluginTest {

  private static final String HOME = System.getProperty("attestor.home", "");
  private static final String HOST = System.getProperty("attestor.plugin.host", "");
  private static final String STRANGER = System.getProperty("attestor.plugin.stranger", "");
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java.exe").toString();

  @TempDir private Path folder;

  static Stream<List<String>> launchers() {
    return Stream.of(
        List.of(HOME + "/bin/attestor-k8s.cmd"), List.of(JAVA, "@" + HOME + "/wine.args"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("launchers")
  void givesItsHostTheSelectorsOfAProcess(List<String> plugin)
      throws IOException, GeneralSecurityException, InterruptedException {
    Process workload = new ProcessBuilder("cmd.exe", "/c", "set /p line=").start();
    try (StandInNode node = StandInNode.start();
        OwnJob job = OwnJob.create("\\Container_" + containerOf(node))) {
      job.add(workload.pid());
      String config = node.writeConfig("/").toString();
      List<String> command = new ArrayList<>();
      command.addAll(List.of(HOST, "-config", config, "-pids", workload.pid() + "", "--"));
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
    } finally {
      workload.destroyForcibly();
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
        new ArrayList<>(List.of(JAVA, "-cp", classPath(), PluginHostMain.class.getName()));
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

  private static String containerOf(StandInNode node) {
    return ((Location.InPod) node.location()).container().value();
  }

  private static String classPath() {
    return Path.of("test-classes").toAbsolutePath().toString();
  }

  private static BufferedReader lines(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
