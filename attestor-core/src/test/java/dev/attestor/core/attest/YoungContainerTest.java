package dev.attestor.core.attest;

import static dev.attestor.core.attest.Answers.assertFailed;
import static dev.attestor.core.attest.FakeRuntime.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.ContainerNotFoundException;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.ContainerKind;
import dev.attestor.core.pod.DeclaredContainer;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.spi.RuntimeAnswer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Containers that the runtime names before the kubelet does. */
class YoungContainerTest {

  private static final Location IN_POD = new Location.InPod(new PodUid("u"), new ContainerId("c"));
  private static final Pod OTHER = FakePods.pod("v", ContainerKind.REGULAR, "d");
  private static final RuntimeAnswer WEB = running("c", "u", "u", "web");
  private static final Container OLD_WEB =
      new Container(ContainerKind.REGULAR, "web", "w:1", "w@1", new ContainerId("old"), false);
  private static final Container LOG =
      new Container(ContainerKind.REGULAR, "log", "l:2", "l@2", new ContainerId("l"), true);
  private static final Container SETUP =
      new Container(ContainerKind.INIT, "setup", "s:3", "s@3", new ContainerId("s"), false);

  private final FakePods pods = new FakePods();
  private final FakeRuntime runtime = new FakeRuntime();
  private final FakeProcess process = new FakeProcess(IN_POD);

  @Test
  void isNamedByTheRuntimeInAPodThatTheKubeletLists() {
    pods.with(pod());
    CompletableFuture<Attestation> answer = attest();
    assertThat(answer).isNotDone();

    runtime.answer(WEB);

    assertThat(answer.join().selectors().values())
        .containsExactly(
            "container-image:w:1",
            "container-image:w@1",
            "container-name:web",
            "node-name:node",
            "ns:ns",
            "pod-image-count:2",
            "pod-image:",
            "pod-image:l",
            "pod-image:w:1",
            "pod-image:w@1",
            "pod-init-image-count:1",
            "pod-init-image:",
            "pod-init-image:s",
            "pod-name:u-name",
            "pod-uid:u",
            "sa:sa");
    assertThat(runtime.questions()).containsExactly(new ContainerId("c"));
    assertThat(pods.lastWish()).isCancelled();
    assertThat(process.closed()).isEqualTo(1);
  }

  @Test
  void isNotNamedInAnOldList() {
    pods.with(System.nanoTime() - Duration.ofDays(1).toNanos(), pod());
    CompletableFuture<Attestation> answer = attest();

    runtime.answer(WEB);
    assertThat(answer).isNotDone();

    pods.publishNow(pod());
    assertThat(answer.join().selectors().values()).contains("container-name:web");
  }

  @Test
  void hasTheSelectorsThatTheKubeletReportsLater() {
    pods.with(pod(OLD_WEB, LOG, SETUP));
    runtime.answer(WEB);
    Attestation young = attest().join();

    Container reported =
        new Container(ContainerKind.REGULAR, "web", "w:1", "w@1", new ContainerId("c"), true);
    pods.with(pod(reported, LOG, SETUP));

    assertThat(young.selectors()).isEqualTo(attest().join().selectors());
    assertThat(runtime.questions()).hasSize(1);
  }

  @Test
  void waitsForTheKubeletToListThePodAndAsksItAtOnce() {
    pods.with(OTHER);
    runtime.answer(WEB);
    CompletableFuture<Attestation> answer = attest();
    assertThat(answer).isNotDone();
    pods.publish(OTHER);
    assertThat(answer).isNotDone();

    pods.publish(OTHER, pod());

    assertThat(answer.join().selectors().values()).contains("container-name:web", "pod-uid:u");
    assertThat(pods.pauses()).extracting(Duration::toMillis).containsExactly(0L, 10L);
  }

  @Test
  void isAskedForWhileTheFirstListIsOnItsWay() {
    runtime.answer(WEB);
    CompletableFuture<Attestation> answer = attest();
    assertThat(runtime.questions()).hasSize(1);

    pods.publish(pod());

    assertThat(answer.join().selectors().values()).contains("container-name:web");
    assertThat(pods.wishes()).isEqualTo(1);
  }

  @Test
  void isNotAskedForWhereAListHadTheContainerBefore() {
    pods.seen("c");
    CompletableFuture<Attestation> answer = attest();

    pods.publish(FakePods.pod("u", ContainerKind.REGULAR, "c"));

    assertThat(answer.join().selectors().values()).contains("container-name:main");
    assertThat(runtime.questions()).isEmpty();
  }

  @Test
  void isNamedByTheKubeletWhereThatIsFaster() {
    pods.with(OTHER);
    CompletableFuture<Attestation> answer = attest();

    pods.publish(FakePods.pod("u", ContainerKind.REGULAR, "c"));

    assertThat(answer.join().selectors().values()).contains("container-name:main");
    assertThat(runtime.isWithdrawn()).isTrue();
  }

  @Test
  void waitsForTheKubeletWhereTheRuntimeHasNothingToSay() {
    pods.with(pod());
    runtime.answer(new RuntimeAnswer.Nothing());
    CompletableFuture<Attestation> answer = attest();
    assertThat(answer).isNotDone();

    pods.publish(FakePods.pod("u", ContainerKind.REGULAR, "c"));

    assertThat(answer.join().selectors().values()).contains("container-name:main");
    assertThat(pods.pauses()).extracting(Duration::toMillis).containsExactly(10L);
  }

  static Stream<Arguments> contradictions() {
    return Stream.of(
        Arguments.of(
            "another container",
            running("d", "u", "u", "web"),
            "the container runtime was asked for container \"c\" and answered with \"d\""),
        Arguments.of(
            "a longer ID",
            running("cc", "u", "u", "web"),
            "the container runtime was asked for container \"c\" and answered with \"cc\""),
        Arguments.of(
            "another pod",
            running("c", "v", "v", "main"),
            "the process runs in pod \"u\", but the container runtime has container \"c\" in pod"
                + " \"v\""),
        Arguments.of(
            "no pod",
            running("c", "", "u", "web"),
            "the process runs in pod \"u\", but the container runtime has container \"c\" in no"
                + " pod"),
        Arguments.of(
            "another pod's sandbox",
            running("c", "u", "v", "web"),
            "the process runs in pod \"u\", but the container runtime has the sandbox of container"
                + " \"c\" in pod \"v\""),
        Arguments.of(
            "no sandbox",
            running("c", "u", "", "web"),
            "the process runs in pod \"u\", but the container runtime has the sandbox of container"
                + " \"c\" in no pod"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contradictions")
  void isRefusedWhereTheRuntimeContradictsTheCgroup(
      String name, RuntimeAnswer told, String message) {
    pods.with(pod(), OTHER);
    runtime.answer(told);

    assertFailed(attest(), ConflictingEvidenceException.class, message);
  }

  @Test
  void isRefusedWhereTwoPodsHaveTheUid() {
    pods.with(pod(), OTHER);
    CompletableFuture<Attestation> answer = attest();
    pods.publish(pod(), FakePods.pod("u", ContainerKind.REGULAR, "e"));
    runtime.answer(WEB);

    assertFailed(
        answer,
        ConflictingEvidenceException.class,
        "the kubelet lists two pods with the same pod UID \"u\": \"ns/u-name\" and \"ns/u-name\"");
  }

  @Test
  void isRefusedAsASandbox() {
    pods.with(pod());
    runtime.answer(new RuntimeAnswer.Sandbox());

    assertFailed(
        attest(),
        RefusedException.class,
        "the process runs in the sandbox of pod \"u\", which is no workload");
  }

  @Test
  void isRefusedWhereThePodDeclaresNoSuchContainer() {
    pods.with(pod());
    runtime.answer(running("c", "u", "u", "stranger"));
    CompletableFuture<Attestation> answer = attest();
    // That list may be older than an ephemeral container.
    assertThat(answer).isNotDone();

    pods.publishNow(pod());

    assertFailed(
        answer,
        RefusedException.class,
        "the container runtime calls container \"c\" \"stranger\", but pod \"ns/u-name\" declares"
            + " no container of that name");
  }

  @Test
  void isRefusedAsAnEphemeralContainer() {
    pods.with(pod());
    runtime.answer(running("c", "u", "u", "debugger"));

    assertFailed(
        attest(),
        RefusedException.class,
        "container \"debugger\" of pod \"ns/u-name\" is an ephemeral container, which gets no"
            + " identity; attest_ephemeral_containers = true would allow it");
  }

  @Test
  void isAttestedAsAnEphemeralContainerWhereAllowed() {
    pods.with(pod());
    runtime.answer(running("c", "u", "u", "debugger"));

    assertThat(attest(policy(false, true, 60_000)).join().selectors().values())
        .contains("container-name:debugger", "pod-image-count:2");
  }

  @Test
  void isNotAskedForWhereThePodAloneIsWanted() {
    pods.with(pod());

    assertThat(attest(policy(true, false, 60_000)).join().selectors().values())
        .contains("pod-uid:u")
        .doesNotContain("container-name:web");
    assertThat(runtime.questions()).isEmpty();
  }

  @Test
  void isNotTakenFromTheRuntimeAloneWhereNoCgroupNamesThePod() {
    pods.with(pod());
    runtime.answer(WEB);
    FakeProcess elsewhere = new FakeProcess(new Location.InContainer(new ContainerId("c")));

    CompletableFuture<Attestation> answer = attest(elsewhere, policy(false, false, 20));

    assertFailed(
        answer,
        ContainerNotFoundException.class,
        "the kubelet did not list container \"c\" in any of 1 pods within 20 ms");
    assertThat(runtime.questions()).isEmpty();
  }

  @Test
  void isNotAttestedOnceItsProcessHasEnded() {
    pods.with(pod());
    CompletableFuture<Attestation> answer = attest();
    process.end();
    runtime.answer(WEB);

    assertFailed(answer, ProcessException.class, "process 7 ended while it was looked at");
  }

  @Test
  void withdrawsTheQuestionWhenTheCallerIsGone() {
    pods.with(pod());
    attest().cancel(false);

    assertThat(runtime.isWithdrawn()).isTrue();
    assertThat(pods.lastWish()).isCancelled();
  }

  @Test
  void closesTheRuntime() {
    runtime.attestor(process, pods, policy(false, false, 60_000)).close();

    assertThat(runtime.isClosed()).isTrue();
  }

  private CompletableFuture<Attestation> attest() {
    return attest(policy(false, false, 60_000));
  }

  private CompletableFuture<Attestation> attest(AttestationPolicy policy) {
    return attest(process, policy);
  }

  private CompletableFuture<Attestation> attest(FakeProcess located, AttestationPolicy policy) {
    return runtime.attestor(located, pods, policy).attest(7);
  }

  private static AttestationPolicy policy(boolean podOnly, boolean ephemeral, long millis) {
    return new AttestationPolicy(
        podOnly, ephemeral, Duration.ofMillis(500), Duration.ofMillis(millis));
  }

  /** A pod with containers of all kinds declared, and a status of the test's choice. */
  private static Pod pod(Container... status) {
    return FakePods.pending(
        "u",
        List.of(
            new DeclaredContainer(ContainerKind.REGULAR, "web", "w"),
            new DeclaredContainer(ContainerKind.REGULAR, "log", "l"),
            new DeclaredContainer(ContainerKind.INIT, "setup", "s"),
            new DeclaredContainer(ContainerKind.EPHEMERAL, "debugger", "d")),
        status);
  }
}
