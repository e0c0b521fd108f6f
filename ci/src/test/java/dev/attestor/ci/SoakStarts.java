package dev.attestor.ci;

import dev.attestor.agent.api.v1.Identity;
import dev.attestor.agent.client.AttestorClient;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Pods that start and end one after the other. The agent is asked about each the moment its process
 * appears. Records every wrong answer.
 */
final class SoakStarts implements AutoCloseable {

  private final Path socket;
  private final Path folder;
  private final Thread thread = new Thread(this::run, "soak-starts");
  private volatile boolean stopped;
  private final SoakTally tally = new SoakTally();

  SoakStarts(Path socket, Path folder) {
    this.socket = socket;
    this.folder = folder;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try (AttestorClient client =
        AttestorClient.connect(socket).withTimeout(Duration.ofSeconds(60))) {
      for (int number = 1; !stopped; number++) {
        startOne(client, "soak-" + number, 7_900_000 + number);
      }
    } catch (IOException | AssertionError e) {
      tally.addWrong("a pod could not be started: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void startOne(AttestorClient client, String name, int seconds)
      throws IOException, InterruptedException {
    Path manifest =
        Files.writeString(
            folder.resolve("soak.json"),
            """
            {"apiVersion": "v1", "kind": "Pod",
             "metadata": {"name": "%s", "namespace": "default", "labels": {"app": "%s"}},
             "spec": {"nodeName": "node1", "terminationGracePeriodSeconds": 1,
              "containers": [{"name": "main", "image": "registry.local/busybox:1.36",
               "imagePullPolicy": "Never", "args": ["%s"]}]}}
            """
                .formatted(name, name, seconds));
    Cluster.script("apply", manifest.toString());
    try {
      Optional<Integer> process = await("/bin/sleep " + seconds);
      if (process.isPresent()) {
        ask(client, name, process.get());
      } else if (!stopped) {
        tally.addWrong("pod " + name + " does not run");
      }
    } finally {
      Cluster.script("delete", "default/" + name);
    }
  }

  /** Containers start late while their runtime is restarted. */
  private Optional<Integer> await(String commandLine) throws IOException, InterruptedException {
    for (int tries = 0; tries < 3_000 && !stopped; tries++) {
      Optional<Integer> process = Cluster.process(commandLine);
      if (process.isPresent()) {
        return process;
      }
      Thread.sleep(20);
    }
    return Optional.empty();
  }

  private void ask(AttestorClient client, String name, int pid) {
    try {
      Identity identity = client.whoIs(pid);
      if (!identity
          .getSelectorsList()
          .containsAll(
              List.of(
                  "k8s:pod-name:" + name,
                  "k8s:pod-label:app:" + name,
                  "k8s:container-name:main"))) {
        tally.addWrong("of the process of pod " + name + ": " + identity);
      }
      tally.addAnswered();
    } catch (StatusRuntimeException e) {
      tally.addRefused();
    }
  }

  SoakTally tally() {
    return tally;
  }

  /** Waits until the last pod is removed. */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(Duration.ofMinutes(2).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
