package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.core.attest.Attestation;
import dev.attestor.core.attest.WorkloadAttestor;
import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.ContainerNotFoundException;
import dev.attestor.core.spi.Ports;
import dev.attestor.linux.proc.ProcFs;
import dev.attestor.linux.proc.StartTimePins;
import dev.attestor.testkit.FakeKubelet;
import dev.attestor.testkit.FakeProc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that names its own child cgroup after a victim's pod, while the kubelet does not list
 * its own pod.
 */
class HostileTimingTest {

  private static final int PID = 4242;
  private static final String FORGED = "0::/kubepods/burstable/podU1/C1/podU2/C2\n";
  private static final String VICTIM = pod("U2", "victim", "C2");

  @TempDir private Path folder;
  private FakeKubelet kubelet;
  private WorkloadAttestor attestor;

  @BeforeEach
  void start() throws Exception {
    kubelet = FakeKubelet.plain(FakeKubelet.answer(404, new byte[0]));
    ProcFs files = new ProcFs(folder);
    attestor =
        WorkloadAttestor.open(
            Ports.of(new LinuxContainerLocator(files, new StartTimePins(files), PodCgroups.USUAL)),
            new K8sConfigReader(name -> null)
                .read(
                    "kubelet_read_only_port = %s\nmax_poll_attempts = 2".formatted(kubelet.port()))
                .config());
  }

  @AfterEach
  void stop() {
    attestor.close();
    kubelet.close();
  }

  @Test
  void row51WaitsForItsOwnContainerAndThenFails() {
    kubeletLists(VICTIM, pod("U1", "own", ""));
    assertThatThrownBy(() -> attest(FORGED).join())
        .hasRootCauseInstanceOf(ContainerNotFoundException.class)
        .rootCause()
        .hasMessageStartingWith("the kubelet listed pod \"default/own\" but not its container")
        .hasMessageEndingWith("within 1000 ms");
  }

  @Test
  void row64IsAttestedAsItselfOnceItsPodIsListed() {
    kubeletLists(VICTIM);
    CompletableFuture<Attestation> answer = attest(FORGED);
    while (kubelet.requests() < 2) {
      Thread.onSpinWait();
    }
    assertThat(answer).isNotDone();
    kubeletLists(VICTIM, pod("U1", "own", "C1"));
    assertThat(answer.join().selectors().values()).contains("pod-name:own");
  }

  @Test
  void row65FailsWhenItsOwnPodWasDeleted() {
    kubeletLists(VICTIM);
    assertThatThrownBy(() -> attest(FORGED).join())
        .hasRootCauseInstanceOf(ContainerNotFoundException.class)
        .rootCause()
        .hasMessageStartingWith("the kubelet did not list pod \"" + Layouts.U1 + "\"");
  }

  @Test
  void row66NeverLooksDeeperForAReaderOutsideOfTheOuterPod() {
    kubeletLists(VICTIM);
    String inner = "0::/kubepods/burstable/podU1/C1/docker/<N>/kubelet/kubepods/podU2/C2\n";
    assertThatThrownBy(() -> attest(inner).join())
        .hasRootCauseInstanceOf(ContainerNotFoundException.class);
  }

  @Test
  void aContainerThatTheKubeletListsInAnotherPodIsAConflict() {
    kubeletLists(VICTIM, pod("U1", "own", "C1"));
    assertThatThrownBy(() -> attest("0::/kubepods/podU1/C2\n").join())
        .hasRootCauseInstanceOf(ConflictingEvidenceException.class);
  }

  private CompletableFuture<Attestation> attest(String cgroup) {
    new FakeProc(folder).process(PID, Layouts.expand(cgroup));
    return attestor.attest(PID);
  }

  private void kubeletLists(String... pods) {
    String list = "{\"kind\":\"PodList\",\"items\":[" + String.join(",", pods) + "]}";
    kubelet.answerWith(FakeKubelet.answer(200, list.getBytes(StandardCharsets.UTF_8)));
  }

  private static String pod(String uid, String name, String container) {
    String status =
        container.isEmpty()
            ? ""
            : "{\"name\":\"main\",\"containerID\":\"containerd://" + container + "\"}";
    return Layouts.expand(
        """
        {"metadata":{"uid":"%s","name":"%s","namespace":"default"},
         "status":{"phase":"Running","containerStatuses":[%s]}}
        """
            .formatted(uid, name, status));
  }
}
