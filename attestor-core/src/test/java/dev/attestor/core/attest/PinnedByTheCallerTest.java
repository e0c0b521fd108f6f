package dev.attestor.core.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.Outcome;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.event.AttestorListener;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.ContainerKind;
import dev.attestor.core.spi.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attestations of a process that the caller has pinned, and the events of a listener. */
class PinnedByTheCallerTest {

  private static final Location IN_POD = new Location.InPod(new PodUid("u"), new ContainerId("c"));

  private final FakePods pods = new FakePods();
  private final FakeProcess pinned = new FakeProcess(new Location.Outside());
  private final List<Outcome> heard = new ArrayList<>();

  @AfterEach
  void leavesThePinToTheCaller() {
    assertThat(pinned.closed()).isZero();
  }

  @Test
  void answersWhileItRuns() throws Exception {
    pods.with(FakePods.pod("u", ContainerKind.REGULAR, "c"));

    assertThat(attest(new FakeProcess(IN_POD)).get(20, TimeUnit.SECONDS))
        .isInstanceOf(Attestation.InPod.class);
    assertThat(heard).containsExactly(Outcome.IN_POD);
  }

  static List<Location> places() {
    return List.of(IN_POD, new Location.Outside());
  }

  @ParameterizedTest
  @MethodSource("places")
  void refusesAProcessWhoseNumberWasReusedBeforeItWasLocated(Location place) {
    pods.with(FakePods.pod("u", ContainerKind.REGULAR, "c"));
    pinned.end();

    assertGone(attest(new FakeProcess(place)));
  }

  @Test
  void refusesAProcessThatEndedBeforeTheAnswer() {
    CompletableFuture<Attestation> answer = attest(new FakeProcess(IN_POD));
    pinned.end();
    pods.publish(FakePods.pod("u", ContainerKind.REGULAR, "c"));

    assertGone(answer);
  }

  @Test
  void tellsTheListenerOfACallerWhoHungUp() {
    attest(new FakeProcess(IN_POD)).cancel(false);

    assertThat(heard).containsExactly(Outcome.CANCELLED);
  }

  private void assertGone(CompletableFuture<Attestation> answer) {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
        .havingCause()
        .isInstanceOf(ProcessException.class)
        .withMessage("process 7 ended while it was looked at");
    assertThat(heard).containsExactly(Outcome.PROCESS_GONE);
  }

  private CompletableFuture<Attestation> attest(FakeProcess platform) {
    AttestorListener listener =
        new AttestorListener() {
          @Override
          public void attested(Outcome outcome, long nanos) {
            heard.add(outcome);
          }
        };
    AttestationPolicy policy =
        new AttestationPolicy(false, false, Duration.ofMillis(500), Duration.ofSeconds(30));
    return new WorkloadAttestor(Ports.of(platform), pods, policy, listener)
        .attest(7, pinned.pin(7));
  }
}
