package dev.attestor.core.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.ApiServerException;
import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.ImageVerificationException.Kind;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.ContainerKind;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodSource;
import dev.attestor.core.spi.ImageVerifier;
import dev.attestor.core.spi.NamespaceLabels;
import dev.attestor.core.spi.Ports;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Without a valid image signature there is no answer. */
class ImageVerificationTest {

  private static final Pod POD = FakePods.pod("u", ContainerKind.REGULAR, "c");
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS);

  private final FakePods pods = new FakePods();
  private final FakeProcess process =
      new FakeProcess(new Location.InPod(new PodUid("u"), new ContainerId("c")));
  private final CompletableFuture<List<String>> verdict = new CompletableFuture<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> expected = new ArrayList<>();
  private Runnable onVerify = () -> {};
  private boolean closed;

  private final ImageVerifier verifier =
      new ImageVerifier() {
        @Override
        public CompletableFuture<List<String>> verify(String imageId, ContainerId container) {
          asked.add(imageId + " in " + container);
          onVerify.run();
          return verdict;
        }

        @Override
        public void expect(String imageId) {
          expected.add(imageId);
        }

        @Override
        public void close() {
          closed = true;
        }
      };

  private final WorkloadAttestor attestor = attestor(pods);

  private WorkloadAttestor attestor(PodSource source) {
    return new WorkloadAttestor(
        new Ports(process, Optional.empty(), Optional.empty(), Optional.of(verifier)),
        source,
        new AttestationPolicy(false, false, Duration.ofMillis(500), Duration.ofMinutes(1)));
  }

  @Test
  void addsSelectorsAtOnceWhereTheImageIsKnown() {
    pods.with(POD);
    verdict.complete(List.of("z-last", "image-signature:verified"));

    CompletableFuture<Attestation> answer = attestor.attest(7);

    assertThat(answer).isDone();
    assertThat(answer.join().selectors().values())
        .contains("z-last", "image-signature:verified", "container-name:main", "ns:ns")
        .isSorted();
    assertThat(asked).containsExactly("image-id in c");
  }

  @Test
  void isWaitedForWithTheProcessPinned() {
    pods.with(POD);
    CompletableFuture<Attestation> answer = attestor.attest(7);
    assertThat(answer).isNotDone();
    assertThat(process.closed()).isZero();

    verdict.complete(List.of());

    assertThat(answer.join().selectors().values()).contains("container-name:main");
    assertThat(process.closed()).isEqualTo(1);
  }

  /** Lists are large, and many attestations may wait for as long as signatures take. */
  @Test
  @Timeout(60)
  void isWaitedForWithoutTheList() throws Exception {
    List<WeakReference<PodIndex>> lists = new CopyOnWriteArrayList<>();
    PodSource source =
        new PodSource() {
          @Override
          public CompletableFuture<PodIndex> fresh() {
            PodIndex made = new PodIndex(System.nanoTime(), List.of(POD));
            lists.add(new WeakReference<>(made));
            return CompletableFuture.supplyAsync(() -> made, LATER);
          }

          @Override
          public CompletableFuture<PodIndex> newerThan(PodIndex seen, Duration pause) {
            throw new IllegalStateException("each list has the pod");
          }

          @Override
          public boolean hasSeen(ContainerId container) {
            return false;
          }

          @Override
          public void close() {}
        };
    WorkloadAttestor attestor = attestor(source);
    CompletableFuture<Attestation> answer = attestor.attest(7);
    // The last list is at hand for others.
    CompletableFuture<Attestation> another = attestor.attest(7);
    while (asked.size() < 2 || lists.get(0).get() != null) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(List.of(answer, another)).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void failsTheAttestationWhereTheImageIsRefused() {
    pods.with(POD);
    verdict.completeExceptionally(new ImageVerificationException(Kind.REFUSED, "no signature"));

    assertFailed(attestor.attest(7), "no signature");
  }

  @Test
  void givesNoIdentityToAContainerWithoutImage() {
    Pod nameless =
        new Pod(
            POD.uid(),
            "ns",
            "p",
            "sa",
            "node",
            "Running",
            POD.labels(),
            List.of(),
            POD.declared(),
            List.of(
                new dev.attestor.core.pod.Container(
                    ContainerKind.REGULAR, "main", "image", "", new ContainerId("c"), true)));
    pods.with(nameless);

    assertFailed(
        attestor.attest(7), "the kubelet names no image of container \"main\" of pod \"ns/p\"");
    assertThat(asked).isEmpty();
  }

  @Test
  void givesNoIdentityToAPodWithoutContainer() {
    pods.with(POD);
    WorkloadAttestor podsOnly =
        new WorkloadAttestor(
            new Ports(process, Optional.empty(), Optional.empty(), Optional.of(verifier)),
            pods,
            new AttestationPolicy(true, false, Duration.ofMillis(500), Duration.ofMinutes(1)));

    assertFailed(podsOnly.attest(7), "there is no container whose image could be verified");
  }

  @Test
  void isOfNoUseToAProcessThatEndedMeanwhile() {
    pods.with(POD);
    CompletableFuture<Attestation> answer = attestor.attest(7);
    process.end();
    verdict.complete(List.of("image-signature:verified"));

    assertThat(answer).isCompletedExceptionally();
  }

  @Test
  void endsWithTheAttestationThatNeedsIt() {
    pods.with(POD);

    assertThat(attestor.attest(7).cancel(false)).isTrue();

    assertThat(verdict).isCancelled();
  }

  @Test
  void endsWhereTheNamespaceCannotBeRead() {
    pods.with(POD);
    CompletableFuture<Map<String, String>> labels = new CompletableFuture<>();
    CompletableFuture<Attestation> answer = withLabels(labels).attest(7);

    labels.completeExceptionally(new ApiServerException(true, "no labels"));

    assertThat(answer).isCompletedExceptionally();
    assertThat(verdict).isCancelled();
    assertThat(process.closed()).isEqualTo(1);
  }

  @Test
  void endsTheReadingOfLabelsWhereTheImageIsRefused() {
    pods.with(POD);
    CompletableFuture<Map<String, String>> labels = new CompletableFuture<>();
    CompletableFuture<Attestation> answer = withLabels(labels).attest(7);

    verdict.completeExceptionally(new ImageVerificationException(Kind.REFUSED, "no signature"));

    assertFailed(answer, "no signature");
    assertThat(labels).isCancelled();
  }

  @Test
  void endsWhereTheCallerHangsUpWhileItIsStarted() {
    CompletableFuture<Attestation> answer = attestor.attest(7);
    onVerify = () -> answer.cancel(false);
    pods.publishNow(POD);

    assertThat(asked).hasSize(1);
    assertThat(verdict).isCancelled();
  }

  private WorkloadAttestor withLabels(CompletableFuture<Map<String, String>> labels) {
    NamespaceLabels namespaces =
        new NamespaceLabels() {
          @Override
          public CompletableFuture<Map<String, String>> of(String namespace) {
            return labels;
          }

          @Override
          public void close() {}
        };
    return new WorkloadAttestor(
        new Ports(process, Optional.empty(), Optional.of(namespaces), Optional.of(verifier)),
        pods,
        new AttestationPolicy(false, false, Duration.ofMillis(500), Duration.ofMinutes(1)));
  }

  @Test
  void prefetchesEachImageOnceForEachTimeItAppears() {
    CompletableFuture<Attestation> answer = attestor.attest(7);
    pods.publishNow(FakePods.pod("other", ContainerKind.REGULAR, "x"));
    assertThat(expected).containsExactly("image-id");

    pods.publishNow(POD, FakePods.pod("other", ContainerKind.REGULAR, "x"));
    verdict.complete(List.of());
    assertThat(answer.join().selectors().values()).contains("ns:ns");
    assertThat(expected).containsExactly("image-id");
  }

  @Test
  void isClosedWithTheAttestor() {
    attestor.close();

    assertThat(closed).isTrue();
    assertThat(pods.isClosed()).isTrue();
  }

  private static void assertFailed(CompletableFuture<Attestation> answer, String message) {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
        .havingCause()
        .isInstanceOf(ImageVerificationException.class)
        .withMessage("%s", message);
  }
}
