package dev.attestor.core.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Isolation;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.ContainerKind;
import dev.attestor.core.pod.DeclaredContainer;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodIndex;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsolationRuleTest {

  private static final ContainerId ID = new ContainerId("c");

  @ParameterizedTest(name = "{0}, hostProcess {1}, container selectors {2}")
  @CsvSource({
    "HOST_PROCESS, true, true",
    "HOST_PROCESS, true, false",
    "PROCESS, false, true",
    "PROCESS, false, false",
    "UNSEEN, true, true",
    "UNSEEN, false, true"
  })
  void takesWhatTheSpecDeclares(Isolation seen, boolean hostProcess, boolean containerSelectors) {
    assertThat(matcher(seen, containerSelectors).find(list(hostProcess))).isPresent();
  }

  @ParameterizedTest(name = "container selectors: {0}")
  @ValueSource(booleans = {true, false})
  void refusesTheJobOfAHostProcessContainerForAnIsolatedOne(boolean containerSelectors) {
    Matcher matcher = matcher(Isolation.HOST_PROCESS, containerSelectors);

    assertThatExceptionOfType(ConflictingEvidenceException.class)
        .isThrownBy(() -> matcher.find(list(false)))
        .withMessage(
            "the process is in the job of a HostProcess container \"c\", but the kubelet says that"
                + " container \"main\" of pod \"ns/p\" is a process-isolated one");
  }

  @ParameterizedTest(name = "container selectors: {0}")
  @ValueSource(booleans = {true, false})
  void refusesTheJobOfAnIsolatedContainerForAHostProcessOne(boolean containerSelectors) {
    Matcher matcher = matcher(Isolation.PROCESS, containerSelectors);

    assertThatExceptionOfType(ConflictingEvidenceException.class)
        .isThrownBy(() -> matcher.find(list(true)))
        .withMessage(
            "the process is in the job of a process-isolated container \"c\", but the kubelet says"
                + " that container \"main\" of pod \"ns/p\" is a HostProcess one");
  }

  private static Matcher matcher(Isolation seen, boolean containerSelectors) {
    return new Matcher(
        new Location.InContainer(ID, seen),
        new AttestationPolicy(!containerSelectors, false, Duration.ofMillis(1), Duration.ZERO));
  }

  private static PodIndex list(boolean hostProcess) {
    DeclaredContainer declared =
        new DeclaredContainer(ContainerKind.REGULAR, "main", "i", hostProcess);
    Container container = new Container(ContainerKind.REGULAR, "main", "i", "", ID, true);
    Pod pod =
        new Pod(
            new PodUid("u"),
            "ns",
            "p",
            "sa",
            "n",
            "Running",
            Map.of(),
            List.of(),
            List.of(declared),
            List.of(container));
    return new PodIndex(0, List.of(pod));
  }
}
