package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent under mixed load while everything around it changes repeatedly: kubelet and container
 * runtime restart, token and client certificate are rotated, the configuration is reloaded. {@code
 * -Dattestor.soak.seconds} sets the duration.
 */
@RequiresRoot
@RequiresCluster
class SoakIT {

  private static final String OTHERS = "whois { uids = [0] }\nwatch_interval = \"500ms\"";

  @TempDir private Path folder;
  private RunningAgent agent;

  /** A change in the agent's environment. */
  @FunctionalInterface
  private interface Disturbance {
    void happen() throws IOException, InterruptedException;
  }

  @BeforeEach
  void start() throws Exception {
    Cluster.applyManifests();
    rotateToken();
    rotateCertificate();
    agent = RunningAgent.start(folder, OTHERS, byToken());
  }

  @AfterEach
  void stop() throws Exception {
    agent.close();
    // Restart everything that is still stopped.
    Cluster.script("up");
  }

  @Test
  void answersRightAndStaysFlatWhateverHappens() throws Exception {
    long seconds = Long.getLong("attestor.soak.seconds", 60);
    int pid = Cluster.process("/bin/sleep 500015").orElseThrow();
    List<String> selectors = agent.ask("whois", "" + pid).lines();
    assertThat(selectors).contains("k8s:ns:production", "k8s:container-name:blog");

    ProcessFigures warm;
    ProcessFigures late;
    long answeredWarm;
    try (SoakLoad load = new SoakLoad(agent.socket(), pid, selectors)) {
      load.start();
      disturbFor(Duration.ofSeconds(seconds / 2));
      warm = settled();
      answeredWarm = load.answered();
      disturbFor(Duration.ofSeconds(seconds / 2));
      late = settled();

      assertThat(load.wrong()).isEmpty();
      assertThat(load.answered()).isGreaterThan(answeredWarm);
      assertThat(load.answered()).isGreaterThan(10 * load.refused());
      System.getLogger("soak")
          .log(
              System.Logger.Level.INFO,
              "%s s, %s answered, %s not; %s, then %s"
                  .formatted(seconds, load.answered(), load.refused(), warm, late));
    }
    assertThat(late.threads()).isLessThanOrEqualTo(warm.threads() + 2);
    assertThat(late.descriptors()).isLessThanOrEqualTo(warm.descriptors() + 5);
    assertThat(late.memoryKib()).isLessThan(warm.memoryKib() * 5 / 4);
    assertThat(agent.ask("whois", "" + pid).lines()).isEqualTo(selectors);
  }

  private void disturbFor(Duration time) throws Exception {
    List<Disturbance> all =
        List.of(
            this::rotateToken,
            () -> reload(byCertificate()),
            this::rotateCertificate,
            () -> restart("kubelet"),
            () -> reload(byToken()),
            () -> restart("containerd"));
    long end = System.nanoTime() + time.toNanos();
    for (int i = 0; System.nanoTime() - end < 0 || i < all.size(); i++) {
      all.get(i % all.size()).happen();
      Thread.sleep(Math.max(500, Math.min(5_000, time.toMillis() / all.size() / 2)));
    }
  }

  /** The minimum of a few samples, because garbage comes and goes. */
  private ProcessFigures settled() throws Exception {
    List<ProcessFigures> looks = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      looks.add(ProcessFigures.of(agentPid()));
      Thread.sleep(300);
    }
    return new ProcessFigures(
        looks.stream().mapToLong(ProcessFigures::memoryKib).min().orElseThrow(),
        looks.stream().mapToLong(ProcessFigures::threads).min().orElseThrow(),
        looks.stream().mapToLong(ProcessFigures::descriptors).min().orElseThrow());
  }

  private long agentPid() throws IOException {
    return Long.parseLong(Files.readString(folder.resolve("ready")).strip());
  }

  private void rotateToken() throws IOException, InterruptedException {
    replace("token", Cluster.token("attestor"));
  }

  /** Issues a new certificate and key for the administrator. */
  private void rotateCertificate() throws IOException, InterruptedException {
    Path key = folder.resolve("new.key");
    Path request = folder.resolve("new.csr");
    Path certificate = folder.resolve("new.crt");
    succeed(
        "openssl req -new -newkey rsa:2048 -nodes -subj /O=system:masters/CN=admin -keyout %s -out %s"
            .formatted(key, request));
    succeed(
        "openssl x509 -req -in %s -CA %s -CAkey %s -set_serial %s -days 2 -out %s"
            .formatted(
                request,
                Cluster.pki("ca.crt"),
                Cluster.pki("ca.key"),
                System.nanoTime(),
                certificate));
    // For a moment they do not match, as in real rotations.
    replace("client.key", Files.readString(key));
    replace("client.crt", Files.readString(certificate));
  }

  private static void succeed(String command) throws IOException, InterruptedException {
    Program program = Program.run(command.split(" "));
    assertThat(program.status()).as(program.err()).isZero();
  }

  private void replace(String name, String text) throws IOException {
    Path next = Files.writeString(folder.resolve(name + ".next"), text);
    Files.move(next, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private void reload(String k8s) throws IOException {
    agent.reconfigure(OTHERS, k8s);
  }

  private void restart(String daemon) throws IOException, InterruptedException {
    daemon(daemon).destroy();
    Cluster.script("up");
  }

  /** The daemon of this cluster, not another one on this host. */
  private static ProcessHandle daemon(String name) throws IOException {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> isDaemon(process, name)).findFirst().orElseThrow();
    }
  }

  private static boolean isDaemon(ProcessHandle process, String name) {
    try {
      String line = Files.readString(Path.of("/proc/%s/cmdline".formatted(process.pid())));
      String program = line.split("\0", -1)[0];
      return program.endsWith(name) && line.contains("--config=" + Cluster.dir() + "/");
    } catch (IOException e) {
      // It ended in the meantime.
      return false;
    }
  }

  private String byToken() {
    return common() + "token_path = \"%s/token\"".formatted(folder);
  }

  private String byCertificate() {
    return common()
        + "certificate_path = \"%s/client.crt\"\nprivate_key_path = \"%s/client.key\""
            .formatted(folder, folder);
  }

  private static String common() {
    return """
        kubelet_ca_path = "%s"
        kubelet_server_name = "node1"
        reload_interval = "2s"
        """
        .formatted(Cluster.pki("ca.crt"));
  }
}
