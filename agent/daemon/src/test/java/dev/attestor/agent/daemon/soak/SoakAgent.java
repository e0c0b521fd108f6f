package dev.attestor.agent.daemon.soak;

import dev.attestor.windows.process.HostProcesses;
import dev.attestor.windows.process.WindowsProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** The packaged agent, as {@code attestor agent --config FILE}. */
final class SoakAgent implements AutoCloseable {

  private static final String RELOADED = "the configuration was reloaded";

  private final Path folder;
  private final String pipe;
  private final SoakKubelet kubelet;
  private final Process process;

  SoakAgent(String home, Path folder, String pipe, SoakKubelet kubelet)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.pipe = pipe;
    this.kubelet = kubelet;
    configure("500ms");
    this.process =
        new ProcessBuilder(
                home + "/bin/attestor.cmd", "agent", "--config", file("agent.hcl").toString())
            .redirectErrorStream(true)
            .redirectOutput(file("log").toFile())
            .start();
    await("the agent to start", () -> Files.exists(file("ready")));
  }

  /** A condition that becomes true eventually. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException;
  }

  private void await(String what, Condition condition) throws IOException, InterruptedException {
    for (int tries = 0; tries < 600; tries++) {
      if (condition.holds()) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("waited for %s; the log: %s".formatted(what, log()));
  }

  /** Writes another configuration; returns once it is active. */
  void reload(String watchInterval) throws IOException, InterruptedException {
    long before = reloads();
    configure(watchInterval);
    await("a reload", () -> reloads() > before);
  }

  private long reloads() throws IOException {
    return log().lines().filter(line -> line.contains(RELOADED)).count();
  }

  private void configure(String watchInterval) throws IOException {
    Files.writeString(
        file("agent.hcl"),
        """
        agent {
          pipe_name      = "%s"
          ready_file     = "%s"
          watch_interval = "%s"
          whois { sids = ["%s"] }
        }
        workload_attestor "k8s" { plugin_data {
          %s
        } }
        """
            .formatted(
                pipe.replace("\\", "\\\\"),
                SoakKubelet.hcl(file("ready")),
                watchInterval,
                ownSid(),
                kubelet.config()));
  }

  private static String ownSid() {
    try (WindowsProcess own = new HostProcesses().open((int) ProcessHandle.current().pid())) {
      return own.account().user().text();
    }
  }

  /** The minimum of a few samples, because garbage, connections and handles come and go. */
  AgentFigures settled() throws IOException, InterruptedException {
    int pid = Integer.parseInt(Files.readString(file("ready")).strip());
    List<AgentFigures> looks = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      looks.add(AgentFigures.of(pid));
      Thread.sleep(300);
    }
    return new AgentFigures(
        least(looks, AgentFigures::memoryKib),
        least(looks, AgentFigures::threads),
        least(looks, AgentFigures::handles));
  }

  private static long least(List<AgentFigures> looks, ToLongFunction<AgentFigures> figure) {
    return looks.stream().mapToLong(figure).min().orElseThrow();
  }

  String log() throws IOException {
    return Files.readString(file("log"));
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
