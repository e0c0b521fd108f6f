package dev.attestor.core.attest;

import static dev.attestor.core.attest.Answers.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.error.ApiServerException;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.ContainerKind;
import dev.attestor.core.spi.NamespaceLabels;
import dev.attestor.core.spi.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The labels of the pod's namespace are added to its selectors. */
class NamespaceLabelsTest {

  private final FakePods pods = new FakePods().with(FakePods.pod("u", ContainerKind.REGULAR, "c"));
  private final FakeProcess process =
      new FakeProcess(new Location.InPod(new PodUid("u"), new ContainerId("c")));
  private final CompletableFuture<Map<String, String>> labels = new CompletableFuture<>();
  private final List<String> asked = new ArrayList<>();
  private boolean closed;

  private final NamespaceLabels namespaces =
      new NamespaceLabels() {
        @Override
        public CompletableFuture<Map<String, String>> of(String namespace) {
          asked.add(namespace);
          return labels;
        }

        @Override
        public void close() {
          closed = true;
        }
      };

  @Test
  void joinTheSelectorsInTheirOrder() {
    labels.complete(Map.of("team", "a:b", "empty", ""));

    CompletableFuture<Attestation> answer = attest();

    assertThat(answer).isDone();
    assertThat(answer.join().selectors().values())
        .containsSequence("ns-label:empty:", "ns-label:team:a:b", "ns:ns", "pod-image-count:1")
        .isSorted();
    assertThat(asked).containsExactly("ns");
  }

  @Test
  void areWaitedForWithTheProcessPinned() {
    CompletableFuture<Attestation> answer = attest();
    assertThat(answer).isNotDone();
    assertThat(process.closed()).isZero();

    labels.complete(Map.of("a", "b"));

    assertThat(answer.join().selectors().values()).contains("ns-label:a:b");
    assertThat(process.closed()).isEqualTo(1);
  }

  @Test
  void failTheAttestationWhereTheyCannotBeKnown() {
    labels.completeExceptionally(new ApiServerException(true, "no", new IllegalStateException()));

    assertFailed(attest(), ApiServerException.class, "no");
  }

  @Test
  void areOfNoUseToAProcessThatEndedMeanwhile() {
    CompletableFuture<Attestation> answer = attest();
    process.end();
    labels.complete(Map.of());

    assertFailed(answer, ProcessException.class, "process 7 ended while it was looked at");
  }

  @Test
  void areNotWaitedForWhenTheCallerIsGone() {
    CompletableFuture<Attestation> answer = attest();
    answer.cancel(false);

    labels.complete(Map.of());
    assertThat(answer).isCancelled();
    assertThat(process.closed()).isEqualTo(1);
  }

  @Test
  void areClosedWithTheAttestor() {
    attestor().close();

    assertThat(closed).isTrue();
  }

  private CompletableFuture<Attestation> attest() {
    return attestor().attest(7);
  }

  private WorkloadAttestor attestor() {
    return new WorkloadAttestor(
        new Ports(process, Optional.empty(), Optional.of(namespaces), Optional.empty()),
        pods,
        new AttestationPolicy(false, false, Duration.ofMillis(500), Duration.ofMinutes(1)));
  }
}
