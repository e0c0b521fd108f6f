package dev.attestor.core.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodSource;
import dev.attestor.core.spi.Ports;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CurrentTest {

  private final Current<WorkloadAttestor> current = new Current<>(WorkloadAttestor::close);

  @Test
  void hasNothingBeforeTheFirstConfiguration() {
    assertThat(current.use(attestor -> attestor.attest(1))).isEmpty();
  }

  @Test
  void closesTheFormerAttestorWithItsLastAttestation() {
    WaitingPods former = new WaitingPods();
    current.replaceWith(attestor(former));
    CompletableFuture<Attestation> underWay =
        current.use(attestor -> attestor.attest(1)).orElseThrow();
    WaitingPods next = new WaitingPods();
    current.replaceWith(attestor(next));
    assertThat(former.closed).isFalse();
    underWay.cancel(false);
    assertThat(former.closed).isTrue();
    assertThat(next.closed).isFalse();
    current.close();
    assertThat(next.closed).isTrue();
  }

  private static WorkloadAttestor attestor(PodSource pods) {
    AttestationPolicy policy =
        new AttestationPolicy(false, false, Duration.ofMillis(500), Duration.ofSeconds(30));
    return new WorkloadAttestor(
        Ports.of(new FakeProcess(new Location.InContainer(new ContainerId("c")))), pods, policy);
  }

  private static final class WaitingPods implements PodSource {
    private boolean closed;

    @Override
    public CompletableFuture<PodIndex> fresh() {
      return CompletableFuture.completedFuture(new PodIndex(0, List.of()));
    }

    @Override
    public boolean hasSeen(ContainerId container) {
      return false;
    }

    @Override
    public CompletableFuture<PodIndex> newerThan(PodIndex seen, Duration pause) {
      return new CompletableFuture<>();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
