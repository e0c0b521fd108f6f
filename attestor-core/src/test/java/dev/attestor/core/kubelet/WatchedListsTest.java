package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.event.Source;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.ContainerKind;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodList;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lists to which the kubelet tells changes. Time passes only when a test says so. */
@Timeout(60)
class WatchedListsTest {

  private static final PodUid U1 = new PodUid("u1");
  private static final PodUid U2 = new PodUid("u2");
  private static final ContainerId C1 = new ContainerId("c1");
  private static final ContainerId C2 = new ContainerId("c2");

  private final HandFedPodList kubelet = new HandFedPodList();
  private final SharedPodList pods = kubelet.pods();

  @AfterEach
  void close() {
    kubelet.close();
  }

  @Test
  void answerCallersThatWaitForANewerOne() throws Exception {
    PodIndex list = fetch(pod(U1, "a"));
    CompletableFuture<PodIndex> newer = pods.newerThan(list, Duration.ofHours(1));
    assertThat(newer).isNotDone();

    kubelet.pass(Duration.ofMillis(11));
    pods.changed(pod(U1, "a", "c1"), 1);

    PodIndex changed = newer.get(0, TimeUnit.SECONDS);
    assertThat(changed.requestedAt()).isEqualTo(list.requestedAt());
    assertThat(changed.container(U1, C1))
        .hasValueSatisfying(
            found -> {
              assertThat(found.source()).isEqualTo(Source.WATCHED);
              assertThat(found.listedAt()).isEqualTo(list.requestedAt());
              assertThat(found.selectors().values()).contains("container-name:c1");
            });
    assertThat(pods.fresh()).isCompletedWithValue(changed);
    assertThat(pods.newerThan(list, Duration.ofHours(1))).isCompletedWithValue(changed);
  }

  @Test
  void keepTheLabelsOfTheList() throws Exception {
    fetch(pod(U1, "listed"));

    pods.changed(pod(U1, "told", "c1"), 1);

    assertThat(pods.fresh().join().container(U1, C1).orElseThrow().selectors().values())
        .contains("pod-label:app:listed")
        .doesNotContain("pod-label:app:told");
  }

  @Test
  void getPodsThatTheyLack() throws Exception {
    fetch(pod(U1, "a", "c1"));
    kubelet.pass(Duration.ofMillis(20));

    pods.changed(pod(U2, "b", "c2"), 1);

    PodIndex list = pods.fresh().join();
    assertThat(list.has(U2)).isTrue();
    assertThat(list.has(C2)).isTrue();
    assertThat(list.pod(U2)).isPresent();
    assertThat(list.container(C2)).isPresent();
    assertThat(list.container(U2, C2))
        .hasValueSatisfying(
            found -> {
              assertThat(found.listedAt()).isEqualTo(kubelet.now());
              assertThat(found.selectors().values()).contains("pod-label:app:b");
            });
    assertThat(list.container(U1, C1).orElseThrow().source()).isEqualTo(Source.LISTED);
  }

  @Test
  void neverLoseWhatTheyHaveToALateChange() throws Exception {
    fetch(pod(U1, "a", "c2"));

    pods.changed(pod(U1, "a", "c1"), 1);

    assertThat(pods.fresh().join().container(U1, C2)).isPresent();
  }

  @Test
  void conflictWithTheCgroupAsEver() throws Exception {
    fetch(pod(U1, "a"));
    pods.changed(pod(U2, "b", "c1"), 1);

    PodIndex list = pods.fresh().join();
    assertThatThrownBy(() -> list.container(U1, C1))
        .isInstanceOf(ConflictingEvidenceException.class);
    pods.changed(pod(new PodUid("u3"), "b", "c1"), 1);
    PodIndex both = pods.fresh().join();
    assertThatThrownBy(() -> both.container(C1)).isInstanceOf(ConflictingEvidenceException.class);
  }

  @Test
  void areNotChangedOnceTheyAreOld() throws Exception {
    PodIndex list = fetch(pod(U1, "a"));
    CompletableFuture<PodIndex> newer = pods.newerThan(list, Duration.ofHours(1));
    kubelet.pass(HandFedPodList.INTERVAL);

    pods.changed(pod(U1, "a", "c1"), 1);

    assertThat(newer).isNotDone();
    assertThat(pods.fresh()).isNotDone();
  }

  @Test
  void haveWhatWasToldWhileTheyWereRequested() throws Exception {
    fetch(pod(U1, "a"));
    kubelet.pass(HandFedPodList.INTERVAL);
    CompletableFuture<PodIndex> next = pods.fresh();
    CompletableFuture<PodList> request = kubelet.request();
    pods.changed(pod(U1, "a", "c1"), 1);
    pods.changed(pod(U2, "b", "c2"), 1);

    request.complete(PodList.of(List.of(pod(U1, "new"))));

    assertThat(next.get().container(U1, C1).orElseThrow().selectors().values())
        .contains("pod-label:app:new");
    assertThat(next.get().container(U2, C2)).isPresent();
  }

  @Test
  void forgetPodsThatALaterListLacks() throws Exception {
    fetch(pod(U1, "a"));
    pods.changed(pod(U2, "b", "c2"), 1);
    assertThat(pods.fresh().join().has(U2)).isTrue();
    kubelet.pass(HandFedPodList.INTERVAL);

    assertThat(fetch(pod(U1, "a")).has(U2)).isFalse();
  }

  @Test
  void takeNothingFromPodsThatHaveEnded() throws Exception {
    PodIndex list = fetch(ended(pod(U1, "a")));

    pods.changed(pod(U1, "a", "c1"), 1);
    pods.changed(ended(pod(U2, "b")), 1);

    assertThat(pods.fresh()).isCompletedWithValue(list);
  }

  @Test
  void areTheSameIfAChangeSaysNothingNew() throws Exception {
    PodIndex list = fetch(pod(U1, "a", "c1"));
    pods.changed(pod(U1, "b", "c1"), 1);
    assertThat(pods.fresh()).isCompletedWithValue(list);

    pods.changed(pod(U2, "b", "c2"), 1);
    PodIndex changed = pods.fresh().join();
    pods.changed(pod(U2, "b", "c2"), 1);

    assertThat(pods.fresh()).isCompletedWithValue(changed);
  }

  @Test
  void loseOnlyWhatTheyHaveFromChanges() throws Exception {
    fetch(pod(U1, "a", "c1"));
    pods.changed(pod(U2, "b", "c2"), 1);
    PodIndex before = pods.fresh().join();
    pods.removed(U1);
    pods.removed(U2);

    PodIndex list = pods.fresh().join();
    assertThat(list.has(U1)).isTrue();
    assertThat(list.has(C1)).isTrue();
    assertThat(list.has(U2)).isFalse();
    assertThat(list.has(C2)).isFalse();
    assertThat(list.isNewerThan(before)).isFalse();
    pods.changed(pod(U2, "b", "c2"), 1);
    assertThat(pods.fresh().join().isNewerThan(before)).isTrue();
  }

  @Test
  void growByABoundedAmount() throws Exception {
    fetch(pod(U1, "a"));
    pods.changed(pod(new PodUid("p0"), "a"), RecentChanges.MAX_BYTES);
    pods.changed(pod(U2, "a"), 1);

    assertThat(pods.fresh().join().has(new PodUid("p0"))).isTrue();
    assertThat(pods.fresh().join().has(U2)).isFalse();
  }

  @Test
  void keepABoundedAmountOfChanges() {
    RecentChanges changes = new RecentChanges();
    IntStream.range(0, 1000)
        .forEach(i -> changes.add(pod(new PodUid("p" + i), "a"), kubelet.now(), 100_000));
    changes.add(pod(U1, "a", "c1"), kubelet.now(), 8_000);
    changes.add(pod(U1, "a", "c1"), kubelet.now(), 8_000);

    assertThat(changes.bytes()).isPositive().isLessThanOrEqualTo(RecentChanges.MAX_BYTES);
    PodIndex list = changes.applyTo(new PodIndex(kubelet.now(), List.of()));
    assertThat(list.has(U1)).isTrue();
    assertThat(list.has(new PodUid("p999"))).isTrue();
    assertThat(list.has(new PodUid("p0"))).isFalse();
    changes.applyTo(new PodIndex(kubelet.now() + 1, List.of()));
    assertThat(changes.bytes()).isZero();
  }

  private PodIndex fetch(Pod... listed) throws Exception {
    List<Pod> all = List.of(listed);
    return kubelet.fetch(
        new PodList(
            all.stream().filter(pod -> !pod.hasEnded()).toList(),
            all.stream().filter(Pod::hasEnded).toList(),
            List.of(),
            List.of()));
  }

  private static Pod ended(Pod pod) {
    return new Pod(
        pod.uid(),
        pod.namespace(),
        pod.name(),
        pod.serviceAccount(),
        pod.nodeName(),
        "Succeeded",
        pod.labels(),
        List.of(),
        List.of(),
        List.of());
  }

  private static Pod pod(PodUid uid, String label, String... containers) {
    return new Pod(
        uid,
        "shop",
        "web",
        "seller",
        "node1",
        "Running",
        Map.of("app", label),
        List.of(),
        List.of(),
        Stream.of(containers)
            .map(
                id ->
                    new Container(
                        ContainerKind.REGULAR, id, "w:1", "w@1", new ContainerId(id), true))
            .toList());
  }
}
