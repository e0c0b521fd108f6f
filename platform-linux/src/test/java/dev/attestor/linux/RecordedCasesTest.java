package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.core.attest.Attestation;
import dev.attestor.core.attest.WorkloadAttestor;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.spi.Ports;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.linux.proc.ProcFs;
import dev.attestor.linux.proc.StartTimePins;
import dev.attestor.testkit.FakeKubelet;
import dev.attestor.testkit.FakeProc;
import dev.attestor.testkit.RecordedPods;
import dev.attestor.testkit.RecordedPods.Case;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole attestation on a recording of a real node: its cgroup files, its pod list, and SPIRE's
 * answers.
 */
class RecordedCasesTest {

  private static final int PID = 4242;
  private static final String EPHEMERAL = "/bin/sleep 500018";

  @TempDir private Path folder;
  private FakeKubelet kubelet;

  @BeforeEach
  void startKubelet() throws Exception {
    kubelet = FakeKubelet.plain(FakeKubelet.answer(200, RecordedPods.pods()));
  }

  @AfterEach
  void stopKubelet() {
    kubelet.close();
  }

  static List<Case> cases() {
    return RecordedPods.cases().stream().filter(c -> !c.command().equals(EPHEMERAL)).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesTheSelectorsThatSpireGives(Case recorded) {
    Attestation attestation = attest(recorded, false);
    assertThat(attestation.selectors().values())
        .containsExactlyElementsOf(new TreeSet<>(recorded.spireSelectors()));
    assertThat(attestation)
        .isInstanceOf(
            recorded.spireSelectors().isEmpty()
                ? Attestation.NotInPod.class
                : Attestation.InPod.class);
  }

  @Test
  void refusesTheEphemeralContainerAtOnce() {
    assertThatThrownBy(() -> attest(ephemeral(), false))
        .hasRootCauseInstanceOf(RefusedException.class)
        .hasRootCauseMessage(
            "container \"debugger\" of pod \"default/no-labels\" is an ephemeral container, which gets no"
                + " identity; attest_ephemeral_containers = true would allow it");
    assertThat(kubelet.requests()).isEqualTo(1);
  }

  @Test
  void attestsTheEphemeralContainerByChoice() {
    assertThat(attest(ephemeral(), true).selectors().values())
        .containsExactly(
            "container-image:registry.local/busybox:1.36",
            "container-image:sha256:7d0fd3521ca5ea6af2f5b72a420db25768c8396b782d23aaa51956500a20c6da",
            "container-name:debugger",
            "node-name:node1",
            "ns:default",
            "pod-image-count:1",
            "pod-image:registry.local/busybox:1.36",
            "pod-image:sha256:7d0fd3521ca5ea6af2f5b72a420db25768c8396b782d23aaa51956500a20c6da",
            "pod-init-image-count:0",
            "pod-name:no-labels",
            "pod-uid:281353ea-ef83-4773-8a2f-9b61a47627ea",
            "sa:");
  }

  private static Case ephemeral() {
    return RecordedPods.cases().stream()
        .filter(c -> c.command().equals(EPHEMERAL))
        .findFirst()
        .orElseThrow();
  }

  private Attestation attest(Case recorded, boolean ephemeralContainers) {
    FakeProc proc = new FakeProc(folder).process(PID, recorded.cgroup());
    proc.write(Integer.toString(PID), "mountinfo", recorded.mountinfo());
    ProcFs files = new ProcFs(folder);
    try (WorkloadAttestor attestor =
        WorkloadAttestor.open(
            Ports.of(new LinuxContainerLocator(files, new StartTimePins(files), PodCgroups.USUAL)),
            config(kubelet.port(), ephemeralContainers))) {
      return attestor.attest(PID).join();
    }
  }

  private static K8sConfig config(int port, boolean ephemeralContainers) {
    try {
      return new K8sConfigReader(name -> null)
          .read(
              "kubelet_read_only_port = %s\nattest_ephemeral_containers = %s"
                  .formatted(port, ephemeralContainers))
          .config();
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }
}
