package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.attestor.testkit.RecordedPods;
import dev.attestor.testkit.RecordedPods.Case;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * New pods of every recorded kind get the selectors that SPIRE returned for the recorded ones, with
 * the real kubelet.
 */
@RequiresRoot
@RequiresCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PodKindsIT {

  private static final String DEBUGGER = "/bin/sleep 500018";
  private static final String NO_POD = "init of the node (not in a pod)";

  @TempDir private static Path folder;

  @BeforeAll
  void makePods() throws Exception {
    Cluster.applyManifests();
    Files.writeString(
        folder.resolve("k8s.hcl"), "kubelet_read_only_port = " + Cluster.READ_ONLY_PORT);
    Files.writeString(
        folder.resolve("ephemeral.hcl"),
        "kubelet_read_only_port = %s\nattest_ephemeral_containers = true"
            .formatted(Cluster.READ_ONLY_PORT));
  }

  private static List<Case> podProcesses() {
    return RecordedPods.cases().stream()
        .filter(c -> !c.command().equals(DEBUGGER) && !c.command().equals(NO_POD))
        .toList();
  }

  @Test
  void everyProcessGetsTheSelectorsThatSpireGaveForItsLike() throws Exception {
    List<Case> cases = podProcesses();
    assertThat(cases).hasSize(18);
    JsonArray results = attest("k8s.hcl", cases.stream().map(Case::command).toList(), 0);
    for (int i = 0; i < cases.size(); i++) {
      JsonObject result = results.get(i).getAsJsonObject();
      assertThat(result.get("status").getAsString()).isEqualTo("attested");
      assertThat(withoutIds(selectors(result)))
          .as(cases.get(i).command())
          .isEqualTo(withoutIds(cases.get(i).spireSelectors().stream().map(s -> "k8s:" + s)));
      assertThat(selectors(result)).contains("k8s:pod-uid:" + podOf(result.get("pid").getAsInt()));
    }
  }

  @Test
  void theEphemeralContainerIsRefusedUnlessChosen() throws Exception {
    JsonObject refused = attest("k8s.hcl", List.of(DEBUGGER), 1).get(0).getAsJsonObject();
    assertThat(refused.get("error").getAsString())
        .contains("container \"debugger\" of pod \"default/no-labels\" is an ephemeral container");
    JsonObject chosen = attest("ephemeral.hcl", List.of(DEBUGGER), 0).get(0).getAsJsonObject();
    assertThat(selectors(chosen)).contains("k8s:container-name:debugger", "k8s:ns:default");
  }

  @Test
  void aProcessOfTheHostIsInNoPod() throws Exception {
    int own = (int) ProcessHandle.current().pid();
    Program program =
        Program.attestor(
            "attest", "--config", folder.resolve("k8s.hcl").toString(), "--pid", "" + own);
    assertThat(program)
        .isEqualTo(new Program(3, "", "attestor: process " + own + " is not in a pod\n"));
  }

  private static JsonArray attest(String config, List<String> commandLines, int status)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("attest", "--output", "json", "--config", folder.resolve(config).toString()));
    for (String commandLine : commandLines) {
      arguments.add("--pid=" + Cluster.process(commandLine).orElseThrow());
    }
    Program program = Program.attestor(arguments.toArray(new String[0]));
    assertThat(program.status()).as(program.err()).isEqualTo(status);
    assertThat(program.err()).isEmpty();
    return JsonParser.parseString(program.out()).getAsJsonArray();
  }

  private static List<String> selectors(JsonObject result) {
    List<String> selectors = new ArrayList<>();
    for (JsonElement selector : result.getAsJsonArray("selectors")) {
      selectors.add(selector.getAsString());
    }
    return selectors;
  }

  private static Set<String> withoutIds(List<String> selectors) {
    return withoutIds(selectors.stream());
  }

  /** UIDs and image IDs differ in every cluster. */
  private static Set<String> withoutIds(Stream<String> selectors) {
    return selectors
        .map(s -> s.replaceFirst("^k8s:pod-uid:.*", "k8s:pod-uid:*"))
        .map(s -> s.replaceFirst("sha256:[0-9a-f]{64}", "sha256:*"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String podOf(int pid) throws Exception {
    String cgroup = Files.readString(Path.of("/proc/" + pid + "/cgroup"));
    return cgroup.replaceFirst("(?s).*?/pod([0-9a-f-]{36}).*", "$1");
  }
}
