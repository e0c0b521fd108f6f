package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged agent, running until it is closed. */
record RunningAgent(Process process, Path folder, Path config) implements AutoCloseable {

  /** Starts an agent whose socket, log and ready file are in a folder; returns once it is ready. */
  static RunningAgent start(Path folder, String section, String k8s)
      throws IOException, InterruptedException {
    return start(folder, section, k8s, Map.of());
  }

  /** The same with more variables in its environment. */
  static RunningAgent start(
      Path folder, String section, String k8s, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path config = folder.resolve("agent.hcl");
    write(folder, config, section, k8s);
    ProcessBuilder program =
        new ProcessBuilder(Program.launcher().toString(), "agent", "--config", config.toString())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("log").toFile());
    program.environment().putAll(environment);
    Process process = program.start();
    RunningAgent agent = new RunningAgent(process, folder, config);
    for (int tries = 0; tries < 600 && process.isAlive(); tries++) {
      if (Files.exists(folder.resolve("ready"))) {
        return agent;
      }
      Thread.sleep(100);
    }
    agent.close();
    throw new AssertionError("the agent did not start: " + agent.log());
  }

  /** Writes another configuration, which the agent must detect by itself. */
  void reconfigure(String section, String k8s) throws IOException {
    write(folder, config, section, k8s);
  }

  private static void write(Path folder, Path config, String section, String k8s)
      throws IOException {
    String text =
        """
        agent {
          socket_path = "%s/agent.sock"
          ready_file = "%s/ready"
          %s
        }
        workload_attestor "k8s" { plugin_data {
          %s
        } }
        """
            .formatted(folder, folder, section, k8s);
    Path next = Files.writeString(folder.resolve("agent.hcl.next"), text);
    Files.move(next, config, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  Path socket() {
    return folder.resolve("agent.sock");
  }

  /** The log so far. */
  String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  /** Runs an attestor command against this agent. */
  Program ask(String... arguments) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of(arguments));
    command.add("--socket");
    command.add(socket().toString());
    return Program.attestor(command.toArray(String[]::new));
  }

  /** Stops it with SIGTERM, within the time that systemd allows. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new AssertionError("the agent did not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Asserts that it ended by itself and removed its files. */
  void assertStoppedCleanly() {
    assertThat(process.exitValue()).isZero();
    assertThat(socket()).doesNotExist();
    assertThat(folder.resolve("ready")).doesNotExist();
  }
}
