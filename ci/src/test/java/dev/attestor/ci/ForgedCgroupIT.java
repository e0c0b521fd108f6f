package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cgroups that imitate pods and containers, while the agent watches cgroups: as a privileged pod
 * can make them in the kubelet's tree, and a user in a delegated cgroup. They only ever cost
 * requests.
 */
@RequiresRoot
@RequiresCluster
class ForgedCgroupIT {

  private static final String VICTIM = "/bin/sleep 500015";
  private static final String POD = "pod([0-9a-f]{8}[-_][0-9a-f_-]{27})";
  private static final String CONTAINER = "[0-9a-f]{64}";

  /** The requests of a minute at the highest pace, and of one burst more, by docs/k8s.md. */
  private static final int PACE = 133;

  private static final int BURST = 6;

  @TempDir private Path folder;
  private final List<Path> made = new ArrayList<>();
  private int port;
  private long started;
  private RunningAgent agent;

  @BeforeEach
  void start() throws Exception {
    Cluster.applyManifests();
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    started = System.nanoTime();
    agent =
        RunningAgent.start(
            folder,
            "whois { uids = [0] }\nhttp_port = " + port,
            """
            kubelet_read_only_port = %s
            container_runtime_endpoint = "unix://%s"
            max_poll_attempts = 4
            """
                .formatted(Cluster.READ_ONLY_PORT, Cluster.RUNTIME));
    await("new containers are noticed by their cgroups");
  }

  private void await(String logged) throws Exception {
    for (int tries = 0; tries < 300 && !agent.log().contains(logged); tries++) {
      Thread.sleep(100);
    }
    assertThat(agent.log()).contains(logged);
  }

  @AfterEach
  void remove() throws Exception {
    agent.close();
    for (int i = made.size() - 1; i >= 0; i--) {
      remove(made.get(i));
    }
  }

  /** A cgroup is busy until its last process is gone. */
  private static void remove(Path cgroup) throws Exception {
    for (int tries = 0; Files.exists(cgroup); tries++) {
      try {
        Files.delete(cgroup);
      } catch (IOException e) {
        assertThat(tries).as(e.toString()).isLessThan(100);
        Thread.sleep(50);
      }
    }
  }

  @Test
  void onesInTheKubeletsTreeCostRequestsAndGiveNoIdentity() throws Exception {
    int victim = Cluster.process(VICTIM).orElseThrow();
    List<String> right = whois(victim).lines();
    assertThat(right).contains("k8s:pod-name:in-prod");
    List<Path> container = cgroups(victim);
    long before = settled();
    make(container, UUID.randomUUID().toString(), id(2_000));
    for (int tries = 0; tries < 50 && requests() == before; tries++) {
      Thread.sleep(100);
    }
    assertThat(requests()).as("nobody has asked, but the cgroup is seen").isGreaterThan(before);

    for (int i = 0; i < 200; i++) {
      String uid = UUID.randomUUID().toString();
      make(container, uid, id(i));
      if (i % 20 == 0) {
        assertThat(whois(victim).lines()).isEqualTo(right);
      }
    }

    // A container that the pod does not have, and the pod's container in another pod.
    String uid = container.get(0).toString().replaceFirst(".*/[^/]*?" + POD + "[^/]*/.*", "$1");
    String own = container.get(0).toString().replaceFirst(".*(" + CONTAINER + ").*", "$1");
    Program stranger = asked(container, uid, id(1_000));
    Program thief = asked(container, UUID.randomUUID().toString(), own);

    assertThat(stranger.status()).isNotZero();
    assertThat(stranger.out()).isEmpty();
    assertThat(stranger.err()).contains("the kubelet did not list the container in time");
    assertThat(thief.status()).isNotZero();
    assertThat(thief.out()).isEmpty();
    assertThat(thief.err()).contains("the evidence about the process conflicts");
    assertThat(agent.log()).contains(id(1_000), own);
    assertThat(whois(victim).lines()).isEqualTo(right);
    long asked = requests();
    long minutes = 1 + Duration.ofNanos(System.nanoTime() - started).toMinutes();
    assertThat(asked).isBetween(2L, PACE * minutes + BURST);
  }

  @Test
  void onesInADelegatedCgroupCostNothing() throws Exception {
    int victim = Cluster.process(VICTIM).orElseThrow();
    assertThat(whois(victim).status()).isZero();
    long before = settled();
    UserPrincipal nobody =
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    List<Path> delegated = new ArrayList<>();
    for (Path mount : mounts()) {
      Path top = mount.resolve("attestor-delegated");
      Files.createDirectory(top);
      made.add(top);
      Files.setOwner(top, nobody);
      delegated.add(top);
    }
    for (Path each : delegated) {
      Program program =
          Program.run(
              "setpriv",
              "--reuid=nobody",
              "--clear-groups",
              "mkdir",
              "-p",
              each + "/kubepods/besteffort/pod" + UUID.randomUUID() + "/" + id(1));
      assertThat(program.status()).as(program.err()).isZero();
      try (var all = Files.walk(each)) {
        all.filter(Files::isDirectory).filter(made -> !made.equals(each)).forEach(made::add);
      }
    }
    Thread.sleep(2_000);

    assertThat(requests()).isEqualTo(before);
    assertThat(whois(victim).status()).isZero();
  }

  /** The requests so far. A list that answered is renewed once; then nobody wants another. */
  private long settled() throws Exception {
    Thread.sleep(1_500);
    return requests();
  }

  private Program whois(long pid) throws Exception {
    return agent.ask("whois", "" + pid);
  }

  private static String id(int number) {
    return "%064x".formatted(number);
  }

  private static List<Path> mounts() throws IOException {
    List<Path> mounts = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
      Path mount = HostileCgroupIT.mount(line.split(":", 3)[1]);
      if (Files.isDirectory(mount)) {
        mounts.add(mount);
      }
    }
    return mounts;
  }

  /** The folders of a process's cgroup, one in each hierarchy. */
  private static List<Path> cgroups(int pid) throws IOException {
    List<Path> folders = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"))) {
      String[] fields = line.split(":", 3);
      Path folder = HostileCgroupIT.mount(fields[1]).resolve(fields[2].substring(1));
      if (Files.isDirectory(folder)) {
        folders.add(folder);
      }
    }
    return folders;
  }

  /** Makes the same cgroup with other names in each hierarchy. */
  private List<Path> make(List<Path> container, String uid, String id) throws IOException {
    List<Path> cgroups = new ArrayList<>();
    for (Path each : container) {
      String pod = parent(each).getFileName().toString();
      boolean slice = pod.endsWith(".slice");
      Path forgedPod =
          parent(parent(each))
              .resolve(pod.replaceFirst(POD, "pod" + (slice ? uid.replace('-', '_') : uid)));
      Path forged = forgedPod.resolve(each.getFileName().toString().replaceFirst(CONTAINER, id));
      create(forgedPod, forged);
      cgroups.add(forged);
    }
    return cgroups;
  }

  /** Creates what is missing. The kubelet removes cgroups of pods that it does not have. */
  private void create(Path pod, Path container) throws IOException {
    for (int tries = 0; ; tries++) {
      try {
        for (Path each : List.of(pod, container)) {
          if (!Files.exists(each)) {
            Files.createDirectory(each);
            made.add(each);
          }
        }
        return;
      } catch (NoSuchFileException e) {
        assertThat(tries).as(e.toString()).isLessThan(20);
      }
    }
  }

  private static Path parent(Path folder) {
    return folder.resolve("..").normalize();
  }

  /** What is said of a process in such a cgroup, while it lives: the kubelet may end it. */
  private Program asked(List<Path> container, String uid, String id) throws Exception {
    for (int tries = 0; tries < 10; tries++) {
      Optional<Program> answer = asked(make(container, uid, id));
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    throw new AssertionError("every process in pod " + uid + " ended before the answer");
  }

  /** Empty if the process, or its cgroup, is gone. */
  private Optional<Program> asked(List<Path> cgroups) throws Exception {
    Process process = new ProcessBuilder("/bin/sleep", "600").start();
    try {
      for (Path each : cgroups) {
        if (each.toString().contains("cpuset")) {
          for (Path level : List.of(parent(each), each)) {
            for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
              Files.writeString(level.resolve(file), Files.readString(level.resolveSibling(file)));
            }
          }
        }
        Files.writeString(each.resolve("cgroup.procs"), "" + process.pid());
      }
      Program answer = whois(process.pid());
      return process.isAlive() ? Optional.of(answer) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } finally {
      process.destroyForcibly();
      process.waitFor(10, TimeUnit.SECONDS);
    }
  }

  /** How often the kubelet was asked so far. */
  private long requests() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s/metrics".formatted(port))).build();
    return HttpClient.newHttpClient()
        .send(request, BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith("attestor_kubelet_requests_total{"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
