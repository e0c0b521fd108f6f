package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attestor.testkit.RecordedPods;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kubelet of a node with the Pods API is restarted, or its API server is away. */
@RequiresRoot
@RequiresCluster
class KubeletAwayIT {

  private static final String WHOIS = "whois { uids = [0] }\nwatch_interval = \"500ms\"";
  private static final String TAKES_OVER = "until it does, the kubelet's port is asked";
  private static final String GIVES_BACK = "the kubelet's Pods API answers again";
  private static final String OWN_POD = "default/restarts-alone";
  private static final String OWN_PROCESS = "/bin/sleep 500104";

  @TempDir private Path folder;

  @BeforeEach
  void makePods() throws Exception {
    assumeTrue(
        Files.exists(socket()),
        "needs a cluster of Kubernetes 1.37 (KUBERNETES=1.37 ci/cluster/up), whose kubelet has \""
            + socket()
            + "\"");
    Cluster.applyManifests();
  }

  /** Starts what is still stopped. */
  @AfterEach
  void startAll() throws Exception {
    Cluster.script("up");
  }

  private static Path socket() {
    return Cluster.dir().resolve("kubelet/pods-api/pods-api.sock");
  }

  private static String podsApi() {
    return "kubelet_pods_api = \"unix://%s\"\n".formatted(socket());
  }

  @Test
  void aRestartOfTheKubeletFailsNoAttestation() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), Cluster.token("attestor-pods-only"));
    String port =
        "kubelet_ca_path = \"%s\"\nkubelet_server_name = \"node1\"\ntoken_path = \"%s\"\n"
            .formatted(Cluster.pki("ca.crt"), token);
    int pid = Cluster.process("/bin/sleep 500015").orElseThrow();
    try (RunningAgent agent = RunningAgent.start(folder, WHOIS, podsApi() + port)) {
      List<String> selectors = agent.ask("whois", "" + pid).lines();
      assertThat(selectors).contains("k8s:ns:production", "k8s:container-name:blog");
      try (SoakLoad load = new SoakLoad(agent.socket(), pid, selectors)) {
        load.start();
        for (int restarts = 1; restarts <= 3; restarts++) {
          ClusterDaemon kubelet = ClusterDaemon.named("kubelet");
          long refused = load.tally().refused();
          long killed = System.nanoTime();
          kubelet.kill();
          assertThat(socket()).as("the stale socket").exists();
          kubelet.startAgain();
          while (isWaitedFor(killed) && count(agent.log(), GIVES_BACK) < restarts) {
            Thread.sleep(100);
            // On a slow machine, the kubelet is back too late for those who wait longest.
            long refusedSince = load.tally().refused() - refused;
            assertThat(isWaitedFor(killed) ? refusedSince : 0).as(agent.log()).isZero();
          }
          boolean inTime = isWaitedFor(killed);
          awaitLogged(agent, GIVES_BACK, restarts);
          long answered = load.tally().answered();
          Thread.sleep(2_000);
          assertThat(load.tally().answered()).isGreaterThan(answered);
          assertThat(load.tally().wrong()).isEmpty();
          assertThat(inTime ? load.tally().refused() - refused : 0).as(agent.log()).isZero();
          assertThat(count(agent.log(), TAKES_OVER)).as(agent.log()).isEqualTo(restarts);
          assertThat(count(agent.log(), GIVES_BACK)).as(agent.log()).isEqualTo(restarts);
        }
      }
    }
  }

  /** Whether callers still wait for a kubelet that was killed then: they do for up to 5 s. */
  private static boolean isWaitedFor(long killed) {
    return System.nanoTime() - killed < 4_500_000_000L;
  }

  private static void awaitLogged(RunningAgent agent, String text, int times) throws Exception {
    for (int tries = 0; tries < 600 && count(agent.log(), text) < times; tries++) {
      Thread.sleep(100);
    }
    assertThat(count(agent.log(), text)).as(agent.log()).isEqualTo(times);
  }

  private static long count(String log, String text) {
    return Pattern.compile(text, Pattern.LITERAL).matcher(log).results().count();
  }

  @Test
  void knownPodsAreAttestedWhileTheApiServerIsAway() throws Exception {
    Cluster.script("apply", ownPod().toString());
    Cluster.script("wait", OWN_POD + "/main=running");
    int own = Cluster.process(OWN_PROCESS).orElseThrow();
    int other = Cluster.process(RecordedPods.cases().get(0).command()).orElseThrow();
    try (RunningAgent agent = RunningAgent.start(folder, WHOIS, podsApi())) {
      List<String> ofOwn = agent.ask("whois", "" + own).lines();
      List<String> ofOther = agent.ask("whois", "" + other).lines();
      assertThat(ofOwn).contains("k8s:pod-name:restarts-alone", "k8s:container-name:main");
      ClusterDaemon server = ClusterDaemon.named("kube-apiserver");
      server.kill();
      try (SoakLoad load = new SoakLoad(agent.socket(), other, ofOther)) {
        load.start();
        Thread.sleep(5_000);
        // The kubelet starts the container again, and tells of the new one.
        ProcessHandle.of(own).orElseThrow().destroyForcibly();
        int again = await(OWN_PROCESS, own);
        assertThat(agent.ask("whois", "" + again).lines()).isEqualTo(ofOwn);
        Thread.sleep(2_000);
        assertThat(load.tally().wrong()).isEmpty();
        assertThat(load.tally().refused()).as(agent.log()).isZero();
        assertThat(load.tally().answered()).isPositive();
      }
      assertThat(agent.log()).doesNotContain(TAKES_OVER);
      server.startAgain();
    }
    Cluster.script("up");
    Cluster.script("delete", OWN_POD);
  }

  private Path ownPod() throws Exception {
    return Files.writeString(
        folder.resolve("pod.json"),
        """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "restarts-alone", "namespace": "default"},
         "spec": {"nodeName": "node1", "terminationGracePeriodSeconds": 1,
          "containers": [{"name": "main", "image": "registry.local/busybox:1.36",
           "imagePullPolicy": "Never", "args": ["500104"]}]}}
        """);
  }

  /** Another process with that command line. */
  private static int await(String commandLine, int before) throws Exception {
    for (int tries = 0; tries < 600; tries++) {
      Optional<Integer> process = Cluster.process(commandLine);
      if (process.isPresent() && process.get() != before) {
        return process.get();
      }
      Thread.sleep(100);
    }
    throw new AssertionError("\"" + commandLine + "\" does not run again");
  }
}
