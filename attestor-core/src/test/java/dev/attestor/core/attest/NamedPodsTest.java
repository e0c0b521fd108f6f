package dev.attestor.core.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.error.ImageVerificationException.Kind;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.ContainerKind;
import dev.attestor.core.pod.DeclaredContainer;
import dev.attestor.core.pod.Placement;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodList;
import dev.attestor.core.pod.PodQuery;
import dev.attestor.core.pod.RefusedPod;
import dev.attestor.core.pod.Selectors;
import dev.attestor.core.spi.ImageVerifier;
import dev.attestor.core.spi.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class NamedPodsTest {

  private static final Pod POD = FakePods.pod("u", ContainerKind.REGULAR, "c");
  private static final PodQuery BY_NAME = query("u-name", "");

  private final FakePods pods = new FakePods();
  private final List<String> verified = new ArrayList<>();

  private static PodQuery query(String name, String uid) {
    return new PodQuery(
        name.isEmpty() ? Optional.empty() : Optional.of(new PodQuery.Name("ns", name)),
        uid.isEmpty() ? Optional.empty() : Optional.of(new PodUid(uid)));
  }

  @Test
  void findsAPodByNameByUidAndByBoth() {
    pods.with(POD);
    for (PodQuery each : List.of(BY_NAME, query("", "u"), query("u-name", "u"))) {
      assertThat(named(Optional.empty()).find(each).join().map(Placement::pod)).contains(POD);
    }
    for (PodQuery each : List.of(query("other", ""), query("", "U"), query("u-name", "v"))) {
      assertThat(named(Optional.empty()).find(each).join()).isEmpty();
    }
  }

  @Test
  void waitsForOneNewerListAndNoMore() {
    pods.with();
    NamedPods named = named(Optional.empty());
    CompletableFuture<Optional<Placement>> young = named.await(BY_NAME);
    assertThat(young).isNotDone();
    assertThat(pods.pauses()).containsExactly(Duration.ZERO);
    pods.publishNow(POD);
    assertThat(young.join().map(Placement::pod)).contains(POD);

    CompletableFuture<Optional<Placement>> missing = named.await(BY_NAME);
    pods.publishNow();
    assertThat(missing.join()).isEmpty();
  }

  @Test
  void waitsOnIfTheKubeletOnlyTellsOfAnotherPod() {
    PodIndex list = pods.with().fresh().join();
    CompletableFuture<Optional<Placement>> young = named(Optional.empty()).await(BY_NAME);
    PodIndex changed = list.with(FakePods.pod("v", ContainerKind.REGULAR, "d"), now(list));
    pods.lastWish().complete(changed);
    assertThat(young).isNotDone();

    pods.lastWish().complete(changed.with(POD, now(list)));
    assertThat(young.join().map(Placement::pod)).contains(POD);
  }

  @Test
  void takesTheListedPodIfANewOneHasItsName() {
    PodIndex list = pods.with(POD).fresh().join();
    Pod successor = withContainers("v");
    pods.with(list.with(successor, now(list)));
    NamedPods named = named(Optional.empty());
    assertThat(named.find(BY_NAME).join().map(Placement::pod)).contains(POD);
    assertThat(named.find(query("", "v")).join().map(Placement::pod)).contains(successor);
  }

  private static long now(PodIndex list) {
    return list.requestedAt() + 1;
  }

  @Test
  void failsIfTheKubeletGivesNoNewerList() {
    pods.with();
    CompletableFuture<Optional<Placement>> answer = named(Optional.empty()).await(BY_NAME);
    pods.fail(new KubeletException(KubeletException.Kind.UNREACHABLE, "no"));
    assertThatThrownBy(answer::join).hasCauseInstanceOf(KubeletException.class);
  }

  @Test
  void refusesAPodWhoseEntryIsUnusable() {
    pods.with(
        new PodList(
            List.of(POD),
            List.of(),
            List.of(new RefusedPod(new PodUid("odd"), "ns/odd-name", "why", Set.of())),
            List.of()));
    for (PodQuery each : List.of(query("odd-name", ""), query("", "odd"))) {
      assertThatThrownBy(named(Optional.empty()).find(each)::join)
          .hasCauseInstanceOf(RefusedException.class);
    }
    assertThat(named(Optional.empty()).find(query("odd-name", "u")).join()).isEmpty();
    assertThat(named(Optional.empty()).find(BY_NAME).join()).isPresent();
  }

  @Test
  void givesTheSelectorsOfThePodAlone() {
    assertThat(selectors(Optional.empty(), POD, true).join().values())
        .contains("pod-name:u-name", "pod-image:image-id")
        .noneMatch(value -> value.startsWith("container-"));
  }

  @Test
  void verifiesTheImagesOfAllContainers() {
    Pod pod = withContainers(container("main", "a", "1"), container("side", "b", "2"));
    assertThat(selectors(Optional.of(only("a", "b")), pod, true).join().values())
        .contains("pod-name:u-name")
        .doesNotContain("image-signature:verified");
    assertThat(verified).containsExactly("a in 1", "b in 2");
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(selectors(Optional.of(only("a")), pod, true)::join)
        .withCauseInstanceOf(ImageVerificationException.class)
        .withMessageContaining("b is not signed");
  }

  @Test
  void refusesAPodWithAContainerWhoseImageNobodyKnows() {
    Pod declaredAlone = FakePods.starting("u");
    Pod waiting = withContainers(container("main", "a", "1"), container("side", "", "2"));
    for (Pod pod : List.of(declaredAlone, waiting, withContainers())) {
      assertThatThrownBy(selectors(Optional.of(only("a")), pod, true)::join)
          .hasCauseInstanceOf(ImageVerificationException.class)
          .hasMessageContaining("ns/u-name");
    }
  }

  @Test
  void verifiesNothingIfSignaturesAreSkipped() {
    assertThat(selectors(Optional.of(only()), POD, false).join().values())
        .contains("pod-name:u-name");
    assertThat(verified).isEmpty();
  }

  private CompletableFuture<Selectors> selectors(
      Optional<ImageVerifier> images, Pod pod, boolean signed) {
    pods.with(pod);
    NamedPods named = named(images);
    return named.selectors(named.find(BY_NAME).join().orElseThrow(), signed);
  }

  private NamedPods named(Optional<ImageVerifier> images) {
    Ports ports =
        new Ports(
            new FakeProcess(new Location.Outside()), Optional.empty(), Optional.empty(), images);
    return new NamedPods(pods, new ExtraSelectors(ports));
  }

  private ImageVerifier only(String... signed) {
    return new ImageVerifier() {
      @Override
      public CompletableFuture<List<String>> verify(String imageId, ContainerId container) {
        verified.add(imageId + " in " + container);
        return Set.of(signed).contains(imageId)
            ? CompletableFuture.completedFuture(List.of("image-signature:verified"))
            : CompletableFuture.failedFuture(
                new ImageVerificationException(Kind.REFUSED, imageId + " is not signed"));
      }

      @Override
      public void expect(String imageId) {}

      @Override
      public void close() {}
    };
  }

  private static Container container(String name, String imageId, String id) {
    return new Container(ContainerKind.REGULAR, name, "image", imageId, new ContainerId(id), true);
  }

  private static Pod withContainers(Container... containers) {
    return withContainers("u", containers);
  }

  /** All have the same name. */
  private static Pod withContainers(String uid, Container... containers) {
    return new Pod(
        new PodUid(uid),
        "ns",
        "u-name",
        "sa",
        "node",
        "Running",
        Map.of(),
        List.of(),
        List.of(containers).stream()
            .map(each -> new DeclaredContainer(each.kind(), each.name(), each.image()))
            .toList(),
        List.of(containers));
  }
}
