package dev.attestor.core.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import dev.attestor.testkit.RecordedPods;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PodIndexTest {

  private static final Pattern POD_AND_CONTAINER =
      Pattern.compile("/pod([0-9a-f-]{36})/([0-9a-f]{64})");

  static List<RecordedPods.Case> attested() {
    return RecordedPods.cases().stream().filter(each -> !each.spireSelectors().isEmpty()).toList();
  }

  @Test
  @Timeout(10)
  void readsLabelsSoonWhoseKeysAllHaveOneHash() {
    Map<String, String> labels = new HashMap<>();
    int bits = 16;
    for (int number = 0; number < 1 << bits; number++) {
      StringBuilder key = new StringBuilder();
      for (int bit = 0; bit < bits; bit++) {
        key.append((number >> bit & 1) == 0 ? "Aa" : "BB");
      }
      labels.put(key.toString(), "");
    }
    Pod pod =
        new Pod(new PodUid("u"), "n", "p", "", "", "", labels, List.of(), List.of(), List.of());

    assertThat(pod.labels()).hasSize(1 << bits).isUnmodifiable();
    labels.clear();
    assertThat(pod.labels()).containsKey("BB".repeat(bits));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attested")
  void givesTheSelectorsThatSpireGave(RecordedPods.Case recorded) throws IOException {
    PodIndex index =
        new PodIndex(0, PodListReader.read(new ByteArrayInputStream(RecordedPods.pods())));
    Matcher ids = POD_AND_CONTAINER.matcher(recorded.cgroup());
    assertThat(ids.find()).isTrue();

    Placement found =
        index.container(new PodUid(ids.group(1)), new ContainerId(ids.group(2))).orElseThrow();

    assertThat(found.selectors().values())
        .isSorted()
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(recorded.spireSelectors());
    assertThat(found.selectors()).isSameAs(found.selectors());
  }

  @Test
  void findsByContainerAndByPod() {
    PodIndex index = index(pod("u", "a", "c1", "c2"), pod("v", "b", "c3"));

    assertThat(index.size()).isEqualTo(2);
    assertThat(names(index.container(uid("u"), id("c2")).orElseThrow())).isEqualTo("ns/a/c2");
    assertThat(names(index.container(id("c3")).orElseThrow())).isEqualTo("ns/b/c3");
    assertThat(names(index.pod(uid("v")).orElseThrow())).isEqualTo("ns/b/");
    assertThat(index.container(uid("u"), id("c9"))).isEmpty();
    assertThat(index.container(uid("w"), id("c9"))).isEmpty();
    assertThat(index.container(id("c9"))).isEmpty();
    assertThat(index.pod(uid("w"))).isEmpty();
  }

  @Test
  void comparesIdsByteForByte() {
    PodIndex index = index(pod("u", "a", "c1"));

    assertThat(index.container(uid("u"), id("C1"))).isEmpty();
    assertThat(index.pod(uid("U"))).isEmpty();
  }

  @Test
  void refusesAContainerInAnotherPodThanTheCgroups() {
    PodIndex index = index(pod("u", "a", "c1"), pod("v", "b", "c2"));
    String message =
        "the process runs in pod \"%s\", but the kubelet lists its container \"c1\" in pod \"u\"";

    assertConflict(() -> index.container(uid("v"), id("c1")), message.formatted("v"));
    assertConflict(() -> index.container(uid("unknown"), id("c1")), message.formatted("unknown"));
  }

  @Test
  void refusesAContainerOfTwoPodsUnlessTheCgroupNamesOne() {
    PodIndex index = index(pod("u", "a", "c1"), pod("v", "b", "c1"), pod("w", "c"));

    assertConflict(
        () -> index.container(id("c1")),
        "the kubelet lists two pods with the same container ID \"c1\": \"ns/a\" and \"ns/b\"");
    assertConflict(
        () -> index.container(uid("w"), id("c1")),
        "the process runs in pod \"w\", but the kubelet lists its container \"c1\" in 2 pods:"
            + " \"u\" and \"v\"");
    assertThat(names(index.container(uid("v"), id("c1")).orElseThrow())).isEqualTo("ns/b/c1");
  }

  @Test
  void keepsAllPodsWithTheSameContainerAndNamesThemInTheConflict() {
    PodIndex index =
        index(pod("u", "a", "c1"), pod("v", "b", "c1"), pod("w", "c", "c1"), pod("x", "d"));

    assertThat(names(index.container(uid("u"), id("c1")).orElseThrow())).isEqualTo("ns/a/c1");
    assertThat(names(index.container(uid("v"), id("c1")).orElseThrow())).isEqualTo("ns/b/c1");
    assertThat(names(index.container(uid("w"), id("c1")).orElseThrow())).isEqualTo("ns/c/c1");
    assertConflict(
        () -> index.container(id("c1")),
        "the kubelet lists 3 pods with the same container ID \"c1\": \"ns/a\", \"ns/b\" and \"ns/c\"");
    assertConflict(
        () -> index.container(uid("x"), id("c1")),
        "the process runs in pod \"x\", but the kubelet lists its container \"c1\" in 3 pods:"
            + " \"u\", \"v\" and \"w\"");
  }

  @Test
  void keepsAllPodsWithTheSameUid() {
    PodIndex index = index(pod("u", "a", "c1"), pod("u", "b", "c2"), pod("u", "c", "c3"));

    for (String container : List.of("c1", "c2", "c3", "c9")) {
      assertConflict(
          () -> index.container(uid("u"), id(container)),
          "the kubelet lists 3 pods with the same pod UID \"u\": \"ns/a\", \"ns/b\" and \"ns/c\"");
    }
  }

  @Test
  void sharesTheTextsOfAPodAmongItsContainers() {
    PodIndex index = index(pod("u", "a", "c1", "c2"));

    String ofOne = index.container(id("c1")).orElseThrow().selectors().values().get(0);
    String ofOther = index.container(id("c2")).orElseThrow().selectors().values().get(0);
    assertThat(index.pod(uid("u")).orElseThrow().selectors().values())
        .filteredOn(each -> each.startsWith("ns:"))
        .allSatisfy(
            each ->
                assertThat(index.container(id("c1")).orElseThrow().selectors().values())
                    .anySatisfy(other -> assertThat(other).isSameAs(each)));
    assertThat(ofOne).isNotSameAs(ofOther);
  }

  @Test
  void namesNoMorePodsThanAMessageCanHold() {
    Pod[] pods =
        IntStream.range(0, 1000).mapToObj(i -> pod("u" + i, "p" + i, "c1")).toArray(Pod[]::new);

    assertConflict(
        () -> index(pods).container(id("c1")),
        "the kubelet lists 1000 pods with the same container ID \"c1\": \"ns/p0\", \"ns/p1\", \"ns/p2\","
            + " \"ns/p3\", \"ns/p4\" and 995 more");
  }

  @Test
  void takesAPodThatIsListedAgainAfterAnotherForOne() {
    PodIndex index = index(pod("u", "a", "c1"), pod("v", "b", "c1"), pod("u", "a", "c1"));

    assertConflict(
        () -> index.container(id("c1")),
        "the kubelet lists two pods with the same container ID \"c1\": \"ns/a\" and \"ns/b\"");
    assertThat(names(index.container(uid("u"), id("c1")).orElseThrow())).isEqualTo("ns/a/c1");
  }

  @Test
  void refusesAContainerOrAUidOfTwoPodsThatHaveEnded() {
    PodIndex index =
        new PodIndex(
            0,
            new PodList(
                List.of(),
                List.of(pod("u", "a", "c1"), pod("v", "b", "c1", "c2"), pod("v", "c")),
                List.of(),
                List.of()));

    assertConflict(
        () -> index.endedPod(id("c1")),
        "the kubelet lists two pods with the same container ID \"c1\": \"ns/a\" and \"ns/b\"");
    assertConflict(
        () -> index.endedPod(uid("v")),
        "the kubelet lists two pods with the same pod UID \"v\": \"ns/b\" and \"ns/c\"");
    assertThat(names(index.endedPod(id("c2")).orElseThrow())).isEqualTo("ns/b/");
  }

  @Test
  void refusesAUidOfTwoPods() {
    PodIndex index = index(pod("u", "a", "c1"), pod("u", "b", "c2"));
    String message =
        "the kubelet lists two pods with the same pod UID \"u\": \"ns/a\" and \"ns/b\"";

    for (ThrowingCallable lookup :
        List.<ThrowingCallable>of(
            () -> index.pod(uid("u")),
            () -> index.container(uid("u"), id("c1")),
            () -> index.container(uid("u"), id("c9")))) {
      assertThatExceptionOfType(ConflictingEvidenceException.class)
          .isThrownBy(lookup)
          .withMessageStartingWith(message);
    }
  }

  @Test
  void takesAPodThatIsListedTwiceForOne() {
    PodIndex index = index(pod("u", "a", "c1"), pod("u", "a", "c1"));

    assertThat(names(index.container(uid("u"), id("c1")).orElseThrow())).isEqualTo("ns/a/c1");
    assertThat(names(index.container(id("c1")).orElseThrow())).isEqualTo("ns/a/c1");
  }

  private static void assertConflict(ThrowingCallable lookup, String message) {
    assertThatExceptionOfType(ConflictingEvidenceException.class)
        .isThrownBy(lookup)
        .withMessage("%s", message);
  }

  private static PodIndex index(Pod... pods) {
    return new PodIndex(0, List.of(pods));
  }

  private static Pod pod(String uid, String name, String... containers) {
    return new Pod(
        uid(uid),
        "ns",
        name,
        "",
        "",
        "Running",
        Map.of(),
        List.of(),
        List.of(),
        Arrays.stream(containers)
            .map(id -> new Container(ContainerKind.REGULAR, id, "", "", id(id), true))
            .collect(Collectors.toList()));
  }

  private static String names(Placement placement) {
    return placement.pod().displayName()
        + "/"
        + placement.container().map(Container::name).orElse("");
  }

  private static PodUid uid(String value) {
    return new PodUid(value);
  }

  private static ContainerId id(String value) {
    return new ContainerId(value);
  }
}
