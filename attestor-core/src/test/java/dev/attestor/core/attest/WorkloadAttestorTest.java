package dev.attestor.core.attest;

import static dev.attestor.core.attest.Answers.assertFailed;
import static dev.attestor.core.attest.FakePods.pod;
import static dev.attestor.core.attest.FakePods.starting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.ContainerNotFoundException;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.ContainerKind;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.spi.Ports;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadAttestorTest {

  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final AttestationPolicy USUAL = policy(false, false, MINUTE);
  private static final AttestationPolicy IMPATIENT = policy(false, false, Duration.ofMillis(20));
  private static final AttestationPolicy POD_ONLY = policy(true, false, MINUTE);

  private static final Location IN_POD = new Location.InPod(new PodUid("u"), new ContainerId("c"));
  private static final Location IN_CONTAINER = new Location.InContainer(new ContainerId("c"));
  private static final Pod OTHER = pod("v", ContainerKind.REGULAR, "d");
  private static final Pod MINE = pod("u", ContainerKind.REGULAR, "c");
  private static final List<String> POD_SELECTORS =
      List.of(
          "node-name:node",
          "ns:ns",
          "pod-image-count:1",
          "pod-image:image",
          "pod-image:image-id",
          "pod-init-image-count:0",
          "pod-name:u-name",
          "pod-uid:u",
          "sa:sa");
  private static final List<String> CONTAINER_SELECTORS =
      Stream.concat(
              Stream.of("container-image:image", "container-image:image-id", "container-name:main"),
              POD_SELECTORS.stream())
          .toList();

  private final FakePods pods = new FakePods();
  private FakeProcess process = new FakeProcess(IN_POD);
  private boolean isLocated = true;

  @AfterEach
  void closesTheProcessExactlyOnce() throws InterruptedException {
    // Callers get their answer a moment before the process is closed.
    for (int tries = 0; isLocated && process.closed() == 0 && tries < 1_000; tries++) {
      Thread.sleep(5);
    }
    assertThat(process.closed()).isEqualTo(isLocated ? 1 : 0);
  }

  static Stream<Arguments> found() {
    Location secondContainer = new Location.InPod(new PodUid("u"), new ContainerId("unknown"));
    return Stream.of(
        Arguments.of("pod and container", IN_POD, USUAL, CONTAINER_SELECTORS),
        Arguments.of("container alone", IN_CONTAINER, USUAL, CONTAINER_SELECTORS),
        Arguments.of("pod alone wanted", IN_POD, POD_ONLY, POD_SELECTORS),
        Arguments.of("pod by its container", IN_CONTAINER, POD_ONLY, POD_SELECTORS),
        Arguments.of("unlisted container", secondContainer, POD_ONLY, POD_SELECTORS));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("found")
  void answersAtOnceFromAYoungList(
      String name, Location location, AttestationPolicy policy, List<String> selectors) {
    pods.with(OTHER, MINE);

    CompletableFuture<Attestation> answer = attest(location, policy);

    assertThat(answer).isCompletedWithValueMatching(Attestation.InPod.class::isInstance);
    assertThat(answer.join().selectors().values()).isEqualTo(selectors);
    assertThat(pods.wishes()).isEqualTo(1);
  }

  @Test
  void asksNobodyAboutAProcessInNoContainer() {
    CompletableFuture<Attestation> answer = attest(new Location.Outside(), USUAL);

    assertThat(answer).isCompletedWithValue(new Attestation.NotInPod());
    assertThat(answer.join().selectors().values()).isEmpty();
    assertThat(pods.wishes()).isZero();
  }

  @Test
  void looksIntoNewerListsWithGrowingPausesUntilTheContainerAppears() {
    pods.with(OTHER);
    CompletableFuture<Attestation> answer = attest(IN_POD, USUAL);
    for (int i = 0; i < 8; i++) {
      assertThat(answer).isNotDone();
      pods.publish(OTHER);
    }
    assertThat(process.closed()).isZero();
    pods.publish(OTHER, MINE);

    assertThat(answer.join().selectors().values()).isEqualTo(CONTAINER_SELECTORS);
    assertThat(pods.pauses())
        .extracting(Duration::toMillis)
        .containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 500L, 500L, 500L);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(ContainerKind.class)
  void refusesEphemeralContainersAloneAndAtOnce(ContainerKind kind) {
    pods.with(pod("u", kind, "c"));

    CompletableFuture<Attestation> answer = attest(IN_POD, USUAL);

    if (kind == ContainerKind.EPHEMERAL) {
      assertFailed(
          answer,
          RefusedException.class,
          "container \"main\" of pod \"ns/u-name\" is an ephemeral container, which gets no"
              + " identity; attest_ephemeral_containers = true would allow it");
    } else {
      assertThat(answer.join().selectors().values()).contains("container-name:main");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("places")
  void attestsEphemeralContainersWhereAllowed(Location location) {
    pods.with(pod("u", ContainerKind.EPHEMERAL, "c"));

    assertThat(attest(location, policy(false, true, MINUTE)).join().selectors().values())
        .contains("container-name:main");
  }

  static List<Location> places() {
    return List.of(IN_POD, IN_CONTAINER);
  }

  static Stream<Arguments> conflicts() {
    return Stream.of(
        Arguments.of(
            "two pods with the container",
            IN_CONTAINER,
            USUAL,
            List.of(MINE, pod("v", ContainerKind.REGULAR, "c")),
            "the kubelet lists two pods with the same container ID \"c\": \"ns/u-name\" and"
                + " \"ns/v-name\""),
        Arguments.of(
            "two pods with the container, pod alone wanted",
            IN_CONTAINER,
            POD_ONLY,
            List.of(MINE, pod("v", ContainerKind.REGULAR, "c")),
            "the kubelet lists two pods with the same container ID \"c\": \"ns/u-name\" and"
                + " \"ns/v-name\""),
        Arguments.of(
            "container in another pod",
            IN_POD,
            USUAL,
            List.of(pod("v", ContainerKind.REGULAR, "c")),
            "the process runs in pod \"u\", but the kubelet lists its container \"c\" in pod"
                + " \"v\""),
        Arguments.of(
            "two pods with the UID",
            IN_POD,
            POD_ONLY,
            List.of(MINE, pod("u", ContainerKind.REGULAR, "d")),
            "the kubelet lists two pods with the same pod UID \"u\": \"ns/u-name\" and"
                + " \"ns/u-name\""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("conflicts")
  void refusesConflictingEvidence(
      String name, Location location, AttestationPolicy policy, List<Pod> listed, String message) {
    pods.with(listed.toArray(Pod[]::new));

    assertFailed(attest(location, policy), ConflictingEvidenceException.class, message);
  }

  @Test
  void givesNoAnswerForAProcessThatEndedMeanwhile() {
    CompletableFuture<Attestation> answer = attest(IN_POD, USUAL);
    process.end();
    pods.publish(MINE);

    assertFailed(answer, ProcessException.class, "process 7 ended while it was looked at");
  }

  @Test
  void stopsWaitingForAProcessThatEnded() {
    pods.with(OTHER);
    CompletableFuture<Attestation> answer = attest(IN_POD, USUAL);
    process.end();
    pods.publish(OTHER);

    assertFailed(answer, ProcessException.class, "process 7 ended while it was looked at");
    assertThat(pods.wishes()).isEqualTo(2);
  }

  @Test
  void passesFailuresOfTheKubeletOn() {
    CompletableFuture<Attestation> answer = attest(IN_POD, USUAL);
    pods.fail(new KubeletException(KubeletException.Kind.FORBIDDEN, "no"));

    assertFailed(answer, KubeletException.class, "no");
  }

  @Test
  void passesFailuresOfThePlatformOn() {
    isLocated = false;
    ProcessException hidden = new ProcessException(ProcessException.Kind.HIDDEN, 7, "hidden");
    process.refuseToBePinned(hidden);

    assertFailed(
        new WorkloadAttestor(Ports.of(process), pods, USUAL).attest(7),
        ProcessException.class,
        "hidden");
    assertThat(pods.wishes()).isZero();
  }

  static Stream<Arguments> misses() {
    return Stream.of(
        Arguments.of(
            IN_POD,
            List.of(OTHER),
            "the kubelet did not list pod \"u\", in whose cgroup the process runs, within 20 ms"),
        Arguments.of(
            IN_POD,
            List.of(pod("u", ContainerKind.REGULAR, "d")),
            "the kubelet listed pod \"ns/u-name\" with all its containers, and \"c\" is none of"
                + " them: it is probably the pod's sandbox (\"pause\"), which is no workload (with"
                + " container_runtime_endpoint, the container runtime says so at once) within 20 ms"),
        Arguments.of(
            IN_POD,
            List.of(starting("u")),
            "the kubelet listed pod \"ns/u-name\" but not its container \"c\" (it names a container"
                + " only after its postStart hook; container_runtime_endpoint lets the container"
                + " runtime name it before, disable_container_selectors = true attests from the pod"
                + " alone) within 20 ms"),
        Arguments.of(
            IN_CONTAINER,
            List.of(OTHER),
            "the kubelet did not list container \"c\" in any of 1 pods within 20 ms"));
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("misses")
  void saysWhatWasMissingWhenTimeIsUp(Location location, List<Pod> listed, String message) {
    pods.with(listed.toArray(Pod[]::new));

    assertFailed(attest(location, IMPATIENT), ContainerNotFoundException.class, message);
    assertThat(pods.lastWish()).isDone();
  }

  @Test
  void saysThatThereWasNoListWhenTimeIsUp() {
    assertFailed(
        attest(IN_POD, IMPATIENT),
        ContainerNotFoundException.class,
        "the kubelet gave no pod list within 20 ms");
  }

  @Test
  void stopsPollingWhenCancelled() {
    pods.with(OTHER);
    CompletableFuture<Attestation> answer = attest(IN_POD, USUAL);
    pods.publish(OTHER);
    answer.cancel(false);

    assertThat(pods.lastWish()).isCancelled();
    assertThat(pods.wishes()).isEqualTo(3);
  }

  @Test
  void endsWithADefectRatherThanWaitingForEver() {
    IllegalStateException defect = new IllegalStateException("defect");
    CompletableFuture<Attestation> answer = attest(IN_POD, USUAL);
    process.breakWith(defect);
    pods.publish(MINE);

    assertFailed(answer, IllegalStateException.class, "defect");
  }

  @Test
  void closesItsSourceOfPodsAndItsPlatform() {
    isLocated = false;
    new WorkloadAttestor(Ports.of(process), pods, USUAL).close();

    assertThat(pods.isClosed()).isTrue();
    assertThat(process.isLocatorClosed()).isTrue();
  }

  private CompletableFuture<Attestation> attest(Location location, AttestationPolicy policy) {
    process = new FakeProcess(location);
    return new WorkloadAttestor(Ports.of(process), pods, policy).attest(7);
  }

  private static AttestationPolicy policy(boolean podOnly, boolean ephemeral, Duration patience) {
    return new AttestationPolicy(podOnly, ephemeral, INTERVAL, patience);
  }
}
