package dev.attestor.ci;

import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent with every source switched on, under mixed load, while everything around it changes
 * repeatedly: kubelet and container runtime restart, token and client certificate are rotated, the
 * configuration is reloaded, pods come and go. {@code -Dattestor.soak.seconds} sets the duration.
 */
@RequiresRoot
@RequiresCluster
@EnabledIf(
    value = "dev.attestor.testkit.DockerRegistry#isInstalled",
    disabledReason = "needs docker-registry, from Debian's package")
class SoakIT {

  private static final String OTHERS = "whois { uids = [0] }\nwatch_interval = \"500ms\"";

  private static final String SIGNED = "500106";

  @TempDir private Path folder;
  private SignedPods signed;
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
    signed = SignedPods.start(folder);
    signed.apply("good", SIGNED);
    SignedPods.process(SIGNED);
    agent = RunningAgent.start(folder, OTHERS, byToken(), SignedPods.trust(folder));
  }

  @AfterEach
  void stop() throws Exception {
    // Either is missing if the start failed before it.
    try {
      if (agent != null) {
        agent.close();
      }
    } finally {
      try {
        // Restart everything that is still stopped.
        Cluster.script("up");
      } finally {
        if (signed != null) {
          signed.close();
        }
      }
    }
  }

  @Test
  void answersRightAndStaysFlatWhateverHappens() throws Exception {
    long seconds = Long.getLong("attestor.soak.seconds", 60);
    int pid = SignedPods.process(SIGNED);
    List<String> selectors = agent.ask("whois", "" + pid).lines();
    assertThat(selectors).contains("k8s:pod-name:signed-good", "k8s:image-signature:verified");

    ProcessFigures warm;
    ProcessFigures late;
    long answeredWarm;
    try (SoakLoad load = new SoakLoad(agent.socket(), pid, selectors);
        SoakStarts starts = new SoakStarts(agent.socket(), folder)) {
      load.start();
      starts.start();
      disturbFor(Duration.ofSeconds(seconds / 2));
      warm = settled();
      answeredWarm = load.tally().answered();
      disturbFor(Duration.ofSeconds(seconds / 2));
      late = settled();

      // On a slow machine, hardly any pod starts between two disturbances.
      for (int tries = 0;
          tries < 600 && starts.tally().answered() <= starts.tally().refused();
          tries++) {
        Thread.sleep(100);
      }
      assertThat(load.tally().wrong()).isEmpty();
      assertThat(load.tally().answered()).isGreaterThan(answeredWarm);
      assertThat(load.tally().answered()).isGreaterThan(10 * load.tally().refused());
      assertThat(starts.tally().wrong()).isEmpty();
      assertThat(starts.tally().answered()).isGreaterThan(starts.tally().refused());
      System.getLogger("soak")
          .log(
              System.Logger.Level.INFO,
              "%s s, %s answered, %s not; of new pods, %s answered, %s not; %s, then %s"
                  .formatted(
                      seconds,
                      load.tally().answered(),
                      load.tally().refused(),
                      starts.tally().answered(),
                      starts.tally().refused(),
                      warm,
                      late));
    }
    assertThat(late.threads())
        .as("before: %s", warm.threads())
        .hasSizeLessThanOrEqualTo(warm.threads().size() + 2);
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
        looks.stream().map(ProcessFigures::threads).min(comparingInt(List::size)).orElseThrow(),
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
    ClusterDaemon.named(daemon).stop();
    Cluster.script("up");
  }

  private String byToken() throws IOException, InterruptedException {
    return everything() + "token_path = \"%s/token\"".formatted(folder);
  }

  private String byCertificate() throws IOException, InterruptedException {
    return everything()
        + "certificate_path = \"%s/client.crt\"\nprivate_key_path = \"%s/client.key\""
            .formatted(folder, folder);
  }

  /** The kubelet on its socket and its port, the container runtime, cgroups, and signatures. */
  private static String everything() throws IOException, InterruptedException {
    Path socket = Cluster.dir().resolve("kubelet/pods-api/pods-api.sock");
    return """
        kubelet_pods_api = "%s"
        kubelet_ca_path = "%s"
        kubelet_server_name = "node1"
        container_runtime_endpoint = "unix://%s"
        prefetch = true
        reload_interval = "2s"
        """
            .formatted(
                // Kubernetes 1.34 has none.
                Files.exists(socket) ? "unix://" + socket : "off",
                Cluster.pki("ca.crt"),
                Cluster.RUNTIME)
        + SignedPods.sigstore(
            "ignore_attestations = true\nskipped_images = [\"%s\"]".formatted(busybox()));
  }

  /** The image of the pods that come and go, which nobody has signed. */
  private static String busybox() throws IOException, InterruptedException {
    return Cluster.imageId("in-prod");
  }
}
