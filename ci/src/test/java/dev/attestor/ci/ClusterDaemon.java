package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running daemon of this cluster, not of another one on this host. */
final class ClusterDaemon {

  private final String name;
  private final ProcessHandle process;
  private final List<String> command;
  private final List<String> environment;

  private ClusterDaemon(String name, ProcessHandle process) throws IOException {
    this.name = name;
    this.process = process;
    this.command = strings(process, "cmdline");
    this.environment = strings(process, "environ");
  }

  static ClusterDaemon named(String name) throws IOException {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return new ClusterDaemon(
          name, all.filter(process -> isDaemon(process, name)).findFirst().orElseThrow());
    }
  }

  private static boolean isDaemon(ProcessHandle process, String name) {
    try {
      List<String> command = strings(process, "cmdline");
      return command.get(0).endsWith(name)
          && command.stream().anyMatch(each -> each.contains("=" + Cluster.dir() + "/"));
    } catch (IOException e) {
      // It ended in the meantime.
      return false;
    }
  }

  private static List<String> strings(ProcessHandle process, String file) throws IOException {
    byte[] raw = Files.readAllBytes(Path.of("/proc/%s/%s".formatted(process.pid(), file)));
    return List.of(new String(raw, StandardCharsets.UTF_8).split("\0"));
  }

  /** Asks it to end. */
  void stop() {
    process.destroy();
  }

  /** Ends it at once; its sockets stay behind. */
  void kill() throws Exception {
    assertThat(process.destroyForcibly()).isTrue();
    process.onExit().get(30, TimeUnit.SECONDS);
  }

  /** Starts it again as it was, without waiting until it is ready. */
  void startAgain() throws IOException {
    List<String> again = new ArrayList<>(List.of("env", "-i"));
    again.addAll(environment);
    again.addAll(List.of("setsid", "nohup"));
    again.addAll(command);
    Path log = Cluster.dir().resolve("logs/" + name + ".log");
    new ProcessBuilder(again)
        .directory(Cluster.dir().toFile())
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
