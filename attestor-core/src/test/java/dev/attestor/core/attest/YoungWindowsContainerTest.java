package dev.attestor.core.attest;

import static dev.attestor.core.attest.Answers.assertFailed;
import static dev.attestor.core.attest.FakeRuntime.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Isolation;
import dev.attestor.core.locate.Location;
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

/**
 * Containers of Windows, whose job names no pod, that the runtime names before the kubelet does.
 */
class YoungWindowsContainerTest {

  private static final ContainerId ID = new ContainerId("c");
  private static final RuntimeAnswer WEB = running("c", "u", "u", "web");
  private static final RuntimeAnswer ON_HOST = running("c", "u", "u", "on-host");
  private static final Container ON_HOST_RUNNING =
      new Container(ContainerKind.REGULAR, "on-host", "h:1", "h@1", new ContainerId("h"), true);
  private static final Pod OTHER = FakePods.pod("v", ContainerKind.REGULAR, "d");

  private final FakePods pods = new FakePods();
  private final FakeRuntime runtime = new FakeRuntime();

  @Test
  void isNamedByTheRuntimeInAPodThatTheKubeletLists() {
    pods.with(OTHER, pod());
    runtime.answer(WEB);

    assertThat(attest(Isolation.PROCESS).join().selectors().values())
        .contains("pod-uid:u", "container-name:web", "container-image:w@1");
    assertThat(runtime.questions()).containsExactly(ID);
  }

  @Test
  void isNamedAsAHostProcessContainer() {
    pods.with(pod());
    runtime.answer(ON_HOST);

    assertThat(attest(Isolation.HOST_PROCESS).join().selectors().values())
        .contains("pod-uid:u", "container-name:on-host");
  }

  @Test
  void hasTheSelectorsThatTheKubeletReportsLater() {
    pods.with(pod(ON_HOST_RUNNING));
    runtime.answer(WEB);
    Attestation young = attest(Isolation.PROCESS).join();

    pods.with(
        pod(new Container(ContainerKind.REGULAR, "web", "w:1", "w@1", ID, true), ON_HOST_RUNNING));

    assertThat(young.selectors()).isEqualTo(attest(Isolation.PROCESS).join().selectors());
    assertThat(runtime.questions()).hasSize(1);
  }

  @Test
  void waitsForTheKubeletToListThePodAndAsksItAtOnce() {
    pods.with(OTHER);
    runtime.answer(WEB);
    CompletableFuture<Attestation> answer = attest(Isolation.PROCESS);
    assertThat(answer).isNotDone();

    pods.publish(OTHER, pod());

    assertThat(answer.join().selectors().values()).contains("container-name:web", "pod-uid:u");
    assertThat(pods.pauses()).extracting(Duration::toMillis).containsExactly(0L);
  }

  @Test
  void waitsForTheKubeletIfTheRuntimeHasNothingToSay() {
    pods.with(pod());
    runtime.answer(new RuntimeAnswer.Nothing());
    CompletableFuture<Attestation> answer = attest(Isolation.PROCESS);
    assertThat(answer).isNotDone();

    pods.publish(pod(new Container(ContainerKind.REGULAR, "web", "w:1", "w@1", ID, true)));

    assertThat(answer.join().selectors().values()).contains("container-name:web");
  }

  static Stream<Arguments> contradictions() {
    return Stream.of(
        Arguments.of(
            "another container",
            running("d", "u", "u", "web"),
            "the container runtime was asked for container \"c\" and answered with \"d\""),
        Arguments.of(
            "no pod",
            running("c", "", "", "web"),
            "the container runtime has container \"c\" in no pod"),
        Arguments.of(
            "another pod's sandbox",
            running("c", "u", "v", "web"),
            "the container runtime has container \"c\" in pod \"u\", but the container runtime has"
                + " the sandbox of container \"c\" in pod \"v\""),
        Arguments.of(
            "no sandbox",
            running("c", "u", "", "web"),
            "the container runtime has container \"c\" in pod \"u\", but the container runtime has"
                + " the sandbox of container \"c\" in no pod"),
        Arguments.of(
            "a container of the other kind",
            ON_HOST,
            "the process is in the job of a process-isolated container \"c\", but the kubelet says"
                + " that container \"on-host\" of pod \"ns/u-name\" is a HostProcess one"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contradictions")
  void isRefusedIfTheRuntimeContradictsItselfOrTheJob(
      String name, RuntimeAnswer told, String message) {
    pods.with(pod(), OTHER);
    runtime.answer(told);

    assertFailed(attest(Isolation.PROCESS), ConflictingEvidenceException.class, message);
  }

  @Test
  void isRefusedAsASandbox() {
    pods.with(pod());
    runtime.answer(new RuntimeAnswer.Sandbox());

    assertFailed(
        attest(Isolation.HOST_PROCESS),
        RefusedException.class,
        "the process runs in container \"c\", the sandbox of a pod, which is no workload");
  }

  @Test
  void isRefusedIfThePodDeclaresNoSuchContainer() {
    pods.with(pod());
    runtime.answer(running("c", "u", "u", "stranger"));
    CompletableFuture<Attestation> answer = attest(Isolation.PROCESS);

    pods.publishNow(pod());

    assertFailed(
        answer,
        RefusedException.class,
        "the container runtime calls container \"c\" \"stranger\", but pod \"ns/u-name\" declares"
            + " no container of that name");
  }

  private CompletableFuture<Attestation> attest(Isolation isolation) {
    FakeProcess process = new FakeProcess(new Location.InContainer(ID, isolation));
    AttestationPolicy policy =
        new AttestationPolicy(false, false, Duration.ofMillis(500), Duration.ofMinutes(1));
    return runtime.attestor(process, pods, policy).attest(7);
  }

  private static Pod pod(Container... status) {
    return FakePods.pending(
        "u",
        List.of(
            new DeclaredContainer(ContainerKind.REGULAR, "web", "w"),
            new DeclaredContainer(ContainerKind.REGULAR, "on-host", "h", true)),
        status);
  }
}
