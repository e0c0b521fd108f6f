package dev.attestor.core.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.ContainerNotFoundException;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Isolation;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.ContainerKind;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodList;
import dev.attestor.core.pod.RefusedPod;
import dev.attestor.core.spi.Ports;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes of pods that the kubelet still lists but whose container has ended. */
class EndedPodTest {

  private static final Location IN_POD = new Location.InPod(new PodUid("u"), new ContainerId("c"));
  private static final Location IN_CONTAINER =
      new Location.InContainer(new ContainerId("c"), Isolation.UNSEEN);

  private final FakePods pods = new FakePods();

  @ParameterizedTest(name = "{0}, {1}, status: {2}")
  @CsvSource({
    "Failed, Evicted, false, Failed (Evicted)",
    "Failed, '', true, Failed",
    "Succeeded, '', true, Succeeded",
    "Failed, Evicted, true, Failed (Evicted)"
  })
  void areSaidToBeOfAPodThatHasEnded(String phase, String reason, boolean status, String told) {
    pods.with(ended(phase, reason, status));

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> attest(IN_POD, false))
        .havingCause()
        .isInstanceOf(ContainerNotFoundException.class)
        .withMessageStartingWith(
            "the kubelet lists pod \"shop/web-1\", in which the process runs, as %s, and no"
                + " container of it as running",
            told)
        .withMessageContaining("disable_container_selectors = true");
  }

  @Test
  void areAttestedFromThePodAloneIfThatIsConfigured() throws Exception {
    for (boolean status : new boolean[] {false, true}) {
      pods.with(ended("Failed", "Evicted", status));

      assertThat(attest(IN_POD, true).selectors().values())
          .contains("ns:shop", "pod-name:web-1", "sa:web")
          .noneMatch(value -> value.startsWith("container-"));
    }
  }

  @Test
  void areFoundByTheirContainerToo() throws Exception {
    pods.with(ended("Failed", "Evicted", true));

    assertThat(attest(IN_CONTAINER, true).selectors().values()).contains("pod-name:web-1");
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> attest(IN_CONTAINER, false))
        .havingCause()
        .withMessageContaining("as Failed (Evicted)");
  }

  @Test
  void areRefusedAtOnceIfTheEntryOfThePodIs() {
    pods.with(
        new PodList(
            List.of(),
            List.of(),
            List.of(
                new RefusedPod(
                    new PodUid("u"), "shop/web-1", "too large", Set.of(new ContainerId("c")))),
            List.of()));

    for (Location location : List.of(IN_POD, IN_CONTAINER)) {
      for (boolean podOnly : new boolean[] {false, true}) {
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(() -> attest(location, podOnly))
            .havingCause()
            .isInstanceOf(RefusedException.class)
            .withMessage("the kubelet's entry of pod \"shop/web-1\" is refused: too large");
      }
    }
    assertThat(pods.wishes()).isEqualTo(4);
  }

  private Attestation attest(Location location, boolean podOnly) throws Exception {
    AttestationPolicy policy =
        new AttestationPolicy(podOnly, false, Duration.ofMillis(10), Duration.ofMillis(0));
    return new WorkloadAttestor(Ports.of(new FakeProcess(location)), pods, policy)
        .attest(7)
        .get(20, TimeUnit.SECONDS);
  }

  private static PodList ended(String phase, String reason, boolean status) {
    List<Container> containers =
        status
            ? List.of(
                new Container(
                    ContainerKind.REGULAR, "web", "i", "i@1", new ContainerId("c"), false))
            : List.of();
    Pod pod =
        new Pod(
            new PodUid("u"),
            "shop",
            "web-1",
            "web",
            "node-1",
            phase,
            reason,
            Map.of(),
            List.of(),
            List.of(),
            containers);
    return new PodList(List.of(), List.of(pod), List.of(), List.of());
  }
}
