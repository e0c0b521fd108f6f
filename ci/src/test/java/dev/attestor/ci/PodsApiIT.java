package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.attestor.testkit.RecordedPods;
import dev.attestor.testkit.RecordedPods.Case;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The Pods API of a real kubelet, with its port beside it and without. */
@RequiresRoot
@RequiresCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PodsApiIT {

  private static final String PORT = "kubelet_read_only_port = " + Cluster.READ_ONLY_PORT + "\n";
  private static final String TAKES_OVER = "until it does, the kubelet's port is asked";
  private static final String GIVES_BACK = "the kubelet's Pods API answers again";

  @TempDir private static Path folder;

  @BeforeAll
  void makePods() throws Exception {
    assumeTrue(
        Files.exists(socket()),
        "needs a cluster of Kubernetes 1.37 (KUBERNETES=1.37 ci/cluster/up), whose kubelet has \""
            + socket()
            + "\"");
    Cluster.applyManifests();
  }

  private static Path socket() {
    return Cluster.dir().resolve("kubelet/pods-api/pods-api.sock");
  }

  private static String podsApi(Path socket) {
    return "kubelet_pods_api = \"unix://%s\"\n".formatted(socket);
  }

  @Test
  void everyPodHasTheSelectorsThatItHasOverThePort() throws Exception {
    List<Integer> processes = new ArrayList<>();
    for (Case each : RecordedPods.cases()) {
      Cluster.process(each.command()).ifPresent(processes::add);
    }
    assertThat(processes).hasSizeGreaterThan(18);
    String ephemeral = "attest_ephemeral_containers = true\n";

    JsonArray port = attest(PORT + "kubelet_pods_api = \"off\"\n" + ephemeral, processes);
    JsonArray socket = attest(podsApi(socket()) + ephemeral, processes);

    assertThat(socket).isEqualTo(port);
    assertThat(port.asList())
        .filteredOn(each -> status(each.getAsJsonObject()).equals("attested"))
        .hasSizeGreaterThan(18);
  }

  private static String status(JsonObject result) {
    return result.get("status").getAsString();
  }

  private static JsonArray attest(String k8s, List<Integer> processes) throws Exception {
    Path config = Files.writeString(folder.resolve("k8s.hcl"), k8s);
    List<String> arguments =
        new ArrayList<>(List.of("attest", "--output", "json", "--config", config.toString()));
    processes.forEach(pid -> arguments.add("--pid=" + pid));
    Program program = Program.attestor(arguments.toArray(new String[0]));
    assertThat(program.err()).doesNotContain("error");
    return JsonParser.parseString(program.out()).getAsJsonArray();
  }

  @Test
  void thePortTakesOverAndGivesBackWithoutAFailure() throws Exception {
    Path link = folder.resolve("pods-api.sock");
    Files.createSymbolicLink(link, socket());
    int pid = Cluster.process(RecordedPods.cases().get(0).command()).orElseThrow();
    try (RunningAgent agent =
        RunningAgent.start(
            folder, "whois { uids = [0] }", podsApi(link) + PORT + "prefetch = false")) {
      String first = whois(agent, pid);
      Files.delete(link);
      Thread.sleep(600);
      assertThat(whois(agent, pid)).isEqualTo(first);
      Files.createFile(link);
      Thread.sleep(1100);
      assertThat(whois(agent, pid)).isEqualTo(first);
      Files.delete(link);
      Files.createSymbolicLink(link, socket());
      for (int tries = 0; tries < 100 && !agent.log().contains(GIVES_BACK); tries++) {
        assertThat(whois(agent, pid)).isEqualTo(first);
        Thread.sleep(100);
      }
      assertThat(count(agent.log(), TAKES_OVER)).isEqualTo(1);
      assertThat(count(agent.log(), GIVES_BACK)).isEqualTo(1);
    }
  }

  private static String whois(RunningAgent agent, int pid) throws Exception {
    Program program = agent.ask("whois", "" + pid);
    assertThat(program.status()).as(program.err()).isZero();
    return program.out();
  }

  private static long count(String log, String text) {
    return Pattern.compile(text, Pattern.LITERAL).matcher(log).results().count();
  }

  @Test
  void configCheckIsContentWithoutCredentials() throws Exception {
    Path config = Files.writeString(folder.resolve("check.hcl"), podsApi(socket()));

    Program check = Program.attestor("config", "check", config.toString());

    assertThat(check.status()).as(check.err()).isZero();
    assertThat(check.err()).doesNotContain("token_path").doesNotContain("kubelet_ca_path");
  }

  @Test
  void doctorIsContentWithoutCredentials() throws Exception {
    Path config = Files.writeString(folder.resolve("doctor.hcl"), podsApi(socket()));

    Program doctor = Program.attestor("doctor", "--config", config.toString());

    assertThat(doctor.out())
        .containsPattern("kubelet Pods API: \"" + socket() + "\" lists [1-9][0-9]* pods in")
        .contains("not needed while the Pods API answers");
  }
}
