package dev.attestor.core.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.RefusedException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import dev.attestor.testkit.RecordedPods;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Collections;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodBudgetTest {

  private static final String WEB =
      "{\"metadata\": {\"name\": \"web\", \"namespace\": \"prod\", \"uid\": \"web\"}, \"status\":"
          + " {\"phase\": \"Running\", \"containerStatuses\": [{\"name\": \"c\", \"containerID\":"
          + " \"containerd://web-c\"}]}}";

  @ParameterizedTest
  @EnumSource
  void refusesAPodThatNeedsTooMuchAndNoOther(FatPods kind) throws IOException {
    PodIndex index = new PodIndex(0, read(kind.json(1) + "," + WEB + "," + kind.json(2)));

    assertThat(index.container(new PodUid("web"), new ContainerId("web-c"))).isPresent();
    for (String uid : new String[] {"fat-1", "fat-2"}) {
      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(() -> index.pod(new PodUid(uid)))
          .withMessageStartingWith(
              "the kubelet's entry of pod \"tenant/%s\" is refused: ", uid.replace("-", ""))
          .withMessageMatching(
              ".*(more memory than the 512 KiB|longer than the 96 KiB|at most 4096 characters).*");
      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(() -> index.container(new PodUid(uid), new ContainerId("other")));
    }
  }

  @Test
  void knowsContainersOfARefusedPod() throws IOException {
    PodIndex index = new PodIndex(0, read(FatPods.CONTAINERS.json(7) + "," + WEB));

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> index.container(new ContainerId("7-3")))
        .withMessageContaining("tenant/fat7");
    assertThat(index.container(new ContainerId("web-c"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1_400_000})
  void passesOverWhatNoSelectorNeedsWhateverItsSize(int size) throws IOException {
    PodList list = read(FatPods.harmless(1, size) + "," + WEB);

    assertThat(list.pods()).extracting(Pod::name).containsExactly("big1", "web");
  }

  @Test
  void hasRoomForAThousandOrdinaryPods() throws IOException {
    PodList list = PodListReader.read(new ByteArrayInputStream(RecordedPods.generate(1000)));

    assertThat(list.pods()).hasSize(1000);
    assertThat(list.refused()).isEmpty();
  }

  @Test
  void hasRoomForAPodOfAHundredContainers() throws IOException {
    String image = "registry.example/team/" + "i".repeat(80);
    StringBuilder statuses = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      statuses
          .append(i == 0 ? "" : ",")
          .append(
              ("{\"name\": \"step-%s\", \"image\": \"%s:1.0\", \"imageID\": \"%s@sha256:%s\","
                      + " \"containerID\": \"containerd://%s\"}")
                  .formatted(i, image, image, "0".repeat(64), i));
    }
    PodList list =
        read(
            "{\"metadata\": {\"uid\": \"u\"}, \"status\": {\"containerStatuses\": ["
                + statuses
                + "]}}");

    assertThat(list.pods()).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"ASCII, v, 190, 210", "two bytes, \u00e9, 105, 120", "three bytes, \u4e2d, 75, 90"})
  void refusesAPodOfWhichAnAnswerWouldBeTooLong(String name, String letter, int few, int many)
      throws IOException {
    IntFunction<String> pod =
        count -> {
          StringBuilder labels = new StringBuilder();
          for (int i = 0; i < count; i++) {
            labels.append(", \"l%03d\": \"%s\"".formatted(i, letter.repeat(180)));
          }
          return "{\"metadata\": {\"name\": \"p%s\", \"uid\": \"u%s\", \"labels\": {\"a\": \"b\"%s}}}"
              .formatted(count, count, labels);
        };
    PodList list = read(pod.apply(few) + "," + pod.apply(many));

    assertThat(list.pods()).extracting(Pod::name).containsExactly("p" + few);
    assertThat(list.refused())
        .extracting(RefusedPod::message)
        .containsExactly(
            "the kubelet's entry of pod \"/p%s\" is refused: an answer about it would be longer than"
                    .formatted(many)
                + " the 96 KiB that it may be; it needs fewer labels, owners, containers or shorter"
                + " image names");
  }

  @Test
  void refusesTheLargestWhereAllTogetherNeedTooMuch() throws IOException {
    // Each within what one pod may have: 200 of them need 28 MiB.
    IntFunction<String> large =
        pod ->
            "{\"metadata\": {\"name\": \"p%s\", \"uid\": \"large-%s\", \"labels\": {\"a\": \"%s\"%s}}}"
                .formatted(pod, pod, "v", labels(300));
    PodList list =
        PodListReader.read(
            list(400, i -> i % 2 == 0 ? large.apply(i) : WEB.replace("web", "web" + i)));

    assertThat(list.pods()).filteredOn(pod -> pod.name().startsWith("web")).hasSize(200);
    assertThat(list.refused()).isNotEmpty();
    assertThat(list.refused())
        .allSatisfy(
            pod ->
                assertThat(pod.message())
                    .contains("more memory than the 8 MiB", "among the largest"));
    assertThat(list.pods().size() + list.refused().size()).isEqualTo(400);
  }

  @Test
  void refusesEndedPodsFirst() throws IOException {
    IntFunction<String> pod =
        i ->
            "{\"metadata\": {\"name\": \"p%s\", \"uid\": \"u-%s\", \"labels\": {\"a\": \"v\"%s}},"
                    .formatted(i, i, labels(i % 2 == 0 ? 30 : 40))
                + " \"status\": {\"phase\": \"%s\"}}".formatted(i % 2 == 0 ? "Failed" : "Running");
    PodList list = PodListReader.read(list(600, pod));

    assertThat(list.pods()).hasSize(300);
    assertThat(list.refused()).isNotEmpty();
    assertThat(list.ended()).isNotEmpty();
  }

  @Test
  void readsMoreThanTheHeapCouldHold() throws IOException {
    String fat = FatPods.LABELS.json(1);
    PodList list = PodListReader.read(list(700, i -> i == 350 ? WEB : fat));

    assertThat(list.pods()).extracting(Pod::name).containsExactly("web");
    assertThat(list.refused()).hasSize(699);
  }

  private static String labels(int count) {
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < count; i++) {
      labels.append(", \"label-%s\": \"%s\"".formatted(i, "v".repeat(63)));
    }
    return labels.toString();
  }

  private static PodList read(String items) throws IOException {
    return PodListReader.read(
        new ByteArrayInputStream(
            ("{\"items\": [" + items + "]}").getBytes(StandardCharsets.UTF_8)));
  }

  /** A list that is generated while it is read. */
  @SuppressWarnings("JdkObsolete") // SequenceInputStream requires this type.
  private static InputStream list(int pods, IntFunction<String> pod) {
    return new SequenceInputStream(
        Collections.enumeration(
            new AbstractList<>() {
              @Override
              public int size() {
                return pods + 2;
              }

              @Override
              public InputStream get(int part) {
                int number = part - 1;
                String separator = number == 0 ? "" : ",";
                String text = "{\"items\": [";
                if (part > 0) {
                  text = number == pods ? "]}" : separator + pod.apply(number);
                }
                return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
              }
            }));
  }
}
