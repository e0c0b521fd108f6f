package dev.attestor.core.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.ProcessException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.ProcessPin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Slow lookups delay only their own callers. */
class SlowLookupsTest {

  private final FakePods pods = new FakePods();
  private final Location location = new Location.InPod(new PodUid("u"), new ContainerId("c"));
  private final FakeProcess process = new FakeProcess(location);
  private final SlowPlatform platform = new SlowPlatform();
  private final WorkloadAttestor attestor =
      new WorkloadAttestor(
          Ports.of(platform),
          pods,
          new AttestationPolicy(false, false, Duration.ofMillis(500), Duration.ofMinutes(1)));

  @AfterEach
  void close() {
    platform.go.release(1_000_000);
    attestor.close();
  }

  private final class SlowPlatform implements ContainerLocator {
    private final Semaphore go = new Semaphore(0);
    private final AtomicInteger begun = new AtomicInteger();
    private volatile Location located = location;

    @Override
    public ProcessPin pin(int pid) {
      return process.pin(pid);
    }

    @Override
    public Location locate(int pid, ProcessPin pin) {
      begun.incrementAndGet();
      go.acquireUninterruptibly();
      if (pid == 9) {
        throw new ProcessException(ProcessException.Kind.GONE, pid, "gone");
      }
      return located;
    }

    @Override
    public boolean isQuick() {
      return false;
    }
  }

  @Test
  void returnsBeforeTheLookupIsOver() throws Exception {
    platform.located = new Location.Outside();

    CompletableFuture<Attestation> answer = attestor.attest(7);

    assertThat(answer).isNotDone();
    platform.go.release();
    assertThat(answer.get(20, TimeUnit.SECONDS)).isInstanceOf(Attestation.NotInPod.class);
  }

  @Test
  void passesOnWhyALookupFailed() {
    platform.go.release();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> attestor.attest(9).get(20, TimeUnit.SECONDS))
        .withCauseInstanceOf(ProcessException.class)
        .withMessageEndingWith("gone");
  }

  @Test
  void endsTheAttestationOfACallerThatHungUp() throws Exception {
    CompletableFuture<Attestation> answer = attestor.attest(7);
    platform.go.release();
    while (pods.wishes() == 0) {
      Thread.sleep(1);
    }

    answer.cancel(false);

    while (!pods.lastWish().isCancelled()) {
      Thread.sleep(1);
    }
    assertThat(process.closed()).isEqualTo(1);
  }

  @Test
  void looksAtNoProcessForACallerThatHungUp() throws Exception {
    List<CompletableFuture<Attestation>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(attestor.attest(7));
    }
    while (platform.begun.get() < 2) {
      Thread.sleep(1);
    }
    answers.forEach(answer -> answer.cancel(false));
    platform.go.release(2);
    platform.located = new Location.Outside();
    CompletableFuture<Attestation> last = attestor.attest(7);
    platform.go.release();

    last.get(20, TimeUnit.SECONDS);
    assertThat(platform.begun.get()).isEqualTo(3);
  }

  @Test
  void refusesMoreThanMayWait() {
    List<CompletableFuture<Attestation>> answers = new ArrayList<>();
    for (int i = 0; i < SlowLookups.MAX_WAITING + 3; i++) {
      answers.add(attestor.attest(7));
    }

    assertThat(answers.get(answers.size() - 1))
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withMessageEndingWith("process 7 was not looked at: 4096 others are waiting");
  }

  @Test
  void locatesOnTheCallersThreadWhereThatIsQuick() {
    Thread[] seen = new Thread[1];
    ContainerLocator quick =
        new ContainerLocator() {
          @Override
          public ProcessPin pin(int pid) {
            return process.pin(pid);
          }

          @Override
          public Location locate(int pid, ProcessPin pin) {
            seen[0] = Thread.currentThread();
            return new Location.Outside();
          }
        };
    try (WorkloadAttestor here =
        new WorkloadAttestor(
            Ports.of(quick),
            pods,
            new AttestationPolicy(false, false, Duration.ofMillis(500), Duration.ofMinutes(1)))) {
      assertThat(here.attest(7)).isCompleted();
    }
    assertThat(seen[0]).isSameAs(Thread.currentThread());
  }
}
