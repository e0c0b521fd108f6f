package dev.attestor.core.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.Outcome;
import dev.attestor.core.event.AttestorListener;
import dev.attestor.core.event.Source;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.spi.ContainerArrivals;
import dev.attestor.core.spi.ImageVerifier;
import dev.attestor.core.spi.NamespaceLabels;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.RuntimeAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is gathered when a container's cgroup appears, before its processes ask. */
class PrefetchTest {

  private static final PodUid POD = new PodUid("u");
  private static final ContainerId CONTAINER = new ContainerId("c");
  private static final RuntimeAnswer WEB =
      new RuntimeAnswer.Found(CONTAINER, "u", "u", "main", "w:1", "w@1");

  private final FakePods pods = new FakePods();
  private final FakeRuntime runtime = new FakeRuntime();
  private final Arrivals arrivals = new Arrivals();
  private final List<String> namespaces = new ArrayList<>();
  private final List<String> images = new ArrayList<>();
  private final List<Source> sources = new ArrayList<>();

  private static final class Arrivals implements ContainerArrivals {
    private @Nullable Listener listener;
    private boolean closed;

    @Override
    public void start(Listener told) {
      listener = told;
    }

    Listener told() {
      return java.util.Objects.requireNonNull(listener);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void answersAtOnceFromWhatTheRuntimeSaidBefore() {
    WorkloadAttestor attestor = attestor(AttestationOf.CONTAINERS);
    arrivals.told().container(POD, CONTAINER);
    runtime.answer(WEB);
    pods.with(FakePods.starting("u"));

    CompletableFuture<Attestation> answer = attestor.attest(7);

    assertThat(answer).isCompleted();
    assertThat(answer.join().selectors().values())
        .contains("container-name:main", "pod-name:u-name");
    assertThat(runtime.questions()).containsExactly(CONTAINER);
    assertThat(sources).containsExactly(Source.PREFETCHED);
  }

  @Test
  void asksForAListAndReadsItsLabelsAndVerifiesTheImage() {
    attestor(AttestationOf.CONTAINERS);
    arrivals.told().pod(POD);
    pods.publish(FakePods.starting("u"));
    arrivals.told().container(POD, CONTAINER);
    runtime.answer(WEB);

    assertThat(namespaces).containsExactly("ns");
    assertThat(images).containsExactly("w@1");
  }

  @Test
  void getsListsAgainWhileAContainerStarts() throws Exception {
    attestor(AttestationOf.CONTAINERS);
    arrivals.told().container(POD, CONTAINER);
    for (int i = 0; pods.wishes() < 2 && i < 1_000; i++) {
      Thread.sleep(10);
    }

    assertThat(pods.wishes()).isGreaterThan(1);
  }

  @Test
  void getsNoMoreListsOnceTheKubeletListsTheContainer() throws Exception {
    attestor(AttestationOf.CONTAINERS);
    pods.seen("c");
    arrivals.told().container(POD, CONTAINER);
    Thread.sleep(1_500);

    assertThat(pods.wishes()).isOne();
  }

  @Test
  void getsNoMoreListsForASandboxWhichTheKubeletNeverLists() throws Exception {
    attestor(AttestationOf.CONTAINERS);
    arrivals.told().container(POD, CONTAINER);
    runtime.answer(new RuntimeAnswer.Sandbox());
    Thread.sleep(1_500);

    assertThat(pods.wishes()).isOne();
  }

  @Test
  void getsListsAgainForSoManyContainersOfAStormOnly() throws Exception {
    attestor(AttestationOf.CONTAINERS);
    for (int i = 0; i < 1_000; i++) {
      arrivals.told().container(POD, new ContainerId("c-" + i));
      pods.publish(FakePods.starting("u"));
    }
    int first = pods.wishes();
    // The lists are there at once, so that nothing else limits how many are asked for.
    pods.with(FakePods.starting("u"));
    Thread.sleep(1_500);

    assertThat(pods.wishes() - first).isBetween(1, 4 * Prefetch.MAX_PENDING);
  }

  @Test
  void believesAForgedArrivalNothing() {
    WorkloadAttestor attestor = attestor(AttestationOf.CONTAINERS);
    arrivals.told().container(new PodUid("forged"), CONTAINER);
    runtime.answer(new RuntimeAnswer.Found(CONTAINER, "v", "v", "main", "w:1", "w@1"));
    pods.with(FakePods.starting("u"));

    Answers.assertFailed(
        attestor.attest(7),
        ConflictingEvidenceException.class,
        "the process runs in pod \"u\", but the container runtime has container \"c\" in pod \"v\"");
    assertThat(images).isEmpty();
    assertThat(namespaces).isEmpty();
  }

  @Test
  void asksNoRuntimeForPodsAlone() {
    attestor(AttestationOf.PODS);
    arrivals.told().container(POD, CONTAINER);

    assertThat(pods.wishes()).isOne();
    assertThat(runtime.questions()).isEmpty();
  }

  @Test
  void limitsWhatAStormCosts() {
    attestor(AttestationOf.CONTAINERS);
    for (int i = 0; i < 10_000; i++) {
      arrivals.told().pod(new PodUid("pod-" + i));
      arrivals.told().container(new PodUid("pod-" + i), new ContainerId("c-" + i));
    }

    assertThat(pods.wishes()).isEqualTo(Prefetch.MAX_PENDING);
    assertThat(runtime.questions()).hasSize(PrefetchedAnswers.MAX_UNDER_WAY);
  }

  @Test
  void closesTheArrivals() {
    attestor(AttestationOf.CONTAINERS).close();

    assertThat(arrivals.closed).isTrue();
  }

  private enum AttestationOf {
    CONTAINERS,
    PODS
  }

  private WorkloadAttestor attestor(AttestationOf what) {
    Ports ports =
        new Ports(
                new FakeProcess(new Location.InPod(POD, CONTAINER)),
                Optional.of(runtime),
                Optional.of(new Labels()),
                Optional.of(new Images()))
            .withArrivals(Optional.of(arrivals));
    // A list stays young for as long as a busy machine takes to come to its use.
    AttestationPolicy policy =
        new AttestationPolicy(
            what == AttestationOf.PODS, false, Duration.ofSeconds(2), Duration.ofSeconds(30));
    return new WorkloadAttestor(
        ports,
        pods,
        policy,
        new AttestorListener() {
          @Override
          public void found(Source source, long nanos) {
            sources.add(source);
          }

          @Override
          public void attested(Outcome outcome, long nanos) {}
        });
  }

  private final class Labels implements NamespaceLabels {
    @Override
    public CompletableFuture<Map<String, String>> of(String namespace) {
      namespaces.add(namespace);
      return CompletableFuture.completedFuture(Map.of());
    }

    @Override
    public void close() {}
  }

  private final class Images implements ImageVerifier {
    @Override
    public CompletableFuture<List<String>> verify(String imageId, ContainerId container) {
      return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public void expect(String imageId) {
      images.add(imageId);
    }

    @Override
    public void close() {}
  }
}
