package dev.attestor.core.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.core.error.ContainerNotFoundException;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Selectors;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.testkit.FakeKubelet;
import dev.attestor.testkit.RecordedPods;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the whole way from a located process to its selectors, over a real port. */
@Timeout(60)
class AttestationOverHttpTest {

  private static final byte[] NO_PODS = "{\"items\": []}".getBytes(StandardCharsets.UTF_8);
  private static final Location BLOG =
      new Location.InPod(
          new PodUid("cf6ea4d2-ac1b-49ff-95b5-541576c72796"),
          new ContainerId("e37a023bce46278660ef333d40157dae269faf7f00e5579f2ad497a72928a957"));

  private final AtomicInteger open = new AtomicInteger();
  private FakeKubelet kubelet;

  @BeforeEach
  void start() throws Exception {
    kubelet = FakeKubelet.plain(FakeKubelet.answer(200, NO_PODS));
  }

  @AfterEach
  void stop() throws InterruptedException {
    kubelet.close();
    // Callers get their answer a moment before the process is closed.
    for (int tries = 0; open.get() > 0 && tries < 1_000; tries++) {
      Thread.sleep(5);
    }
    assertThat(open).as("processes left open").hasValue(0);
  }

  @Test
  void sharesOneRequestAmongManyCallers() throws Exception {
    kubelet.answerWith(FakeKubelet.answer(200, RecordedPods.pods()));
    RecordedPods.Case recorded =
        RecordedPods.cases().stream()
            .filter(each -> each.cgroup().contains("podcf6ea4d2"))
            .findFirst()
            .orElseThrow();
    try (WorkloadAttestor attestor = attestor("poll_retry_interval = \"20s\"")) {
      List<CompletableFuture<Attestation>> callers = attest(attestor, 100);
      HashSet<Selectors> answers = new HashSet<>();
      for (CompletableFuture<Attestation> caller : callers) {
        answers.add(caller.get(20, TimeUnit.SECONDS).selectors());
      }

      assertThat(answers).containsExactly(Selectors.of(recorded.spireSelectors()));
      assertThat(kubelet.requests()).isEqualTo(1);
    }
  }

  @Test
  void findsAContainerThatAppearsLater() throws Exception {
    try (WorkloadAttestor attestor = attestor("")) {
      CompletableFuture<Attestation> caller = attestor.attest(7);
      awaitRequests(3);
      assertThat(caller).isNotDone();
      kubelet.answerWith(FakeKubelet.answer(200, RecordedPods.pods()));

      assertThat(caller.get(20, TimeUnit.SECONDS).selectors().values())
          .contains("ns:production", "container-name:blog");
    }
  }

  @Test
  void staysWithinItsBudgetForManyCallersOfAnAbsentContainer() throws Exception {
    long start = System.nanoTime();
    try (WorkloadAttestor attestor = attestor("max_poll_attempts = 6")) {
      for (CompletableFuture<Attestation> caller : attest(attestor, 100)) {
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(() -> caller.get(20, TimeUnit.SECONDS))
            .havingCause()
            .isInstanceOf(ContainerNotFoundException.class)
            .withMessageEndingWith("within 3000 ms");
      }
      long elapsed = Duration.ofNanos(System.nanoTime() - start).toMillis();

      assertThat(kubelet.requests()).isBetween(3, (int) (6 + elapsed / 500));
    }
  }

  @Test
  void saysThatTheKubeletFailsBeforeAShortTimeIsUp() throws Exception {
    kubelet.answerWith(FakeKubelet.answer(200, RecordedPods.pods()));
    try (WorkloadAttestor attestor = attestor("max_poll_attempts = 4")) {
      attestor.attest(7).get(20, TimeUnit.SECONDS);
      kubelet.answerWith(FakeKubelet.answer(503, NO_PODS));
      // The list is too old by then.
      Thread.sleep(600);

      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> attestor.attest(7).get(20, TimeUnit.SECONDS))
          .havingCause()
          .isInstanceOf(KubeletException.class)
          .withMessageContaining("503");
    }
  }

  @Test
  void stopsAskingForCallersWhoGaveUp() throws Exception {
    try (WorkloadAttestor attestor = attestor("")) {
      List<CompletableFuture<Attestation>> callers = attest(attestor, 10);
      awaitRequests(2);
      callers.forEach(caller -> caller.cancel(false));
      // One request may be in flight.
      int atMost = kubelet.requests() + 1;
      Thread.sleep(700);

      assertThat(kubelet.requests()).isLessThanOrEqualTo(atMost);
    }
  }

  @Test
  void endsItsCallersWhenClosed() throws Exception {
    List<CompletableFuture<Attestation>> callers;
    try (WorkloadAttestor attestor = attestor("")) {
      callers = attest(attestor, 10);
      awaitRequests(1);
    }
    for (CompletableFuture<Attestation> caller : callers) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> caller.get(20, TimeUnit.SECONDS))
          .withMessageContaining("the attestor is being closed");
    }
  }

  private void awaitRequests(int count) throws InterruptedException {
    while (kubelet.requests() < count) {
      Thread.sleep(5);
    }
  }

  private static List<CompletableFuture<Attestation>> attest(WorkloadAttestor attestor, int count) {
    return IntStream.range(0, count).mapToObj(attestor::attest).toList();
  }

  private WorkloadAttestor attestor(String more) throws ConfigException {
    String text = "kubelet_read_only_port = %s\n%s".formatted(kubelet.port(), more);
    K8sConfig config = new K8sConfigReader(name -> null).read(text).config();
    return WorkloadAttestor.open(Ports.of(new Blog()), config);
  }

  private final class Blog implements ContainerLocator {
    @Override
    public ProcessPin pin(int pid) {
      open.incrementAndGet();
      return new ProcessPin() {
        @Override
        public boolean isRunning() {
          return true;
        }

        @Override
        public void close() {
          open.decrementAndGet();
        }
      };
    }

    @Override
    public Location locate(int pid, ProcessPin pin) {
      return BLOG;
    }
  }
}
