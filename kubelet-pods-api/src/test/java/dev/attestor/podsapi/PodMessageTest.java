package dev.attestor.podsapi;

import static dev.attestor.podsapi.PodBytes.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.ContainerKind;
import dev.attestor.core.pod.DeclaredContainer;
import dev.attestor.core.pod.Owner;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.pod.PodList;
import dev.attestor.core.pod.PodListReader;
import dev.attestor.core.pod.Selectors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PodMessageTest {

  @Test
  void readsAllThatSelectorsNeed() {
    PodBytes metadata =
        message()
            .text(1, "web")
            .text(2, "skipped")
            .text(3, "shop")
            .text(5, "u1")
            .with(11, message().text(1, "app").text(2, "web"))
            .with(11, message().text(1, "empty"))
            .with(12, message().text(1, "annotation").text(2, "skipped"))
            .with(
                13,
                message()
                    .text(1, "ReplicaSet")
                    .text(3, "web-1")
                    .text(4, "o1")
                    .text(5, "apps/v1")
                    .number(6, 1));
    PodBytes spec =
        message()
            .with(2, message().text(1, "c").text(2, "w:1").text(3, "skipped"))
            .number(4, 30)
            .text(8, "seller")
            .text(10, "node1")
            .with(20, message().text(1, "i").text(2, "i:1"))
            .with(34, message().with(1, message().text(1, "e").text(2, "e:1")).text(2, "c"));
    PodBytes status =
        message()
            .text(1, "Failed")
            .text(4, "Evicted")
            .with(8, PodBytes.status("c", "w:1", "w@1", "containerd://id1", true))
            .with(10, PodBytes.status("i", "i:1", "i@1", "containerd://id2", false))
            .with(13, PodBytes.status("e", "e:1", "", "", false));

    PodList list = list(message().with(1, metadata).with(2, spec).with(3, status));

    assertThat(list.pods())
        .containsExactly(
            new Pod(
                new PodUid("u1"),
                "shop",
                "web",
                "seller",
                "node1",
                "Failed",
                "Evicted",
                Map.of("app", "web", "empty", ""),
                List.of(new Owner("ReplicaSet", "web-1", "o1")),
                List.of(
                    new DeclaredContainer(ContainerKind.REGULAR, "c", "w:1"),
                    new DeclaredContainer(ContainerKind.INIT, "i", "i:1"),
                    new DeclaredContainer(ContainerKind.EPHEMERAL, "e", "e:1")),
                List.of(
                    new Container(
                        ContainerKind.REGULAR, "c", "w:1", "w@1", new ContainerId("id1"), true),
                    new Container(
                        ContainerKind.INIT, "i", "i:1", "i@1", new ContainerId("id2"), false),
                    new Container(ContainerKind.EPHEMERAL, "e", "e:1", "", null, false))));
    assertThat(list.refused()).isEmpty();
    assertThat(list.nameless()).isEmpty();
  }

  @Test
  void givesTheSelectorsOfTheKubeletsJson() throws IOException {
    PodList json = PodListReader.read(new ByteArrayInputStream(recorded("pods-api.json")));
    PodList protobuf = Messages.list(new ByteArrayInputStream(recorded("pods-api.bin")));

    assertThat(json.pods()).hasSize(15);
    assertThat(selectors(protobuf)).isEqualTo(selectors(json)).hasSize(41);
    assertThat(protobuf.ended()).isEqualTo(json.ended()).hasSize(1);
  }

  private static byte[] recorded(String name) throws IOException {
    try (InputStream in =
        PodMessageTest.class.getResourceAsStream("/dev/attestor/testkit/kubelet-1.37/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  /** The selectors of all pods and of all their containers. */
  private static Map<String, Selectors> selectors(PodList list) {
    PodIndex index = new PodIndex(0, list);
    Map<String, Selectors> all = new TreeMap<>();
    for (Pod pod : list.pods()) {
      all.put(pod.displayName(), index.pod(pod.uid()).orElseThrow().selectors());
      for (Container each : pod.containers()) {
        ContainerId id = each.id();
        if (id != null) {
          all.put(
              pod.displayName() + "/" + each.name(),
              index.container(pod.uid(), id).orElseThrow().selectors());
        }
      }
    }
    return all;
  }

  @Test
  void refusesAMalformedPodAlone() {
    byte[] cut = PodBytes.pod("u1", "a").toByteArray();
    byte[] malformed = Arrays.copyOf(cut, cut.length - 3);

    PodList list = list(malformed, podBytes("u2"));

    assertThat(list.pods()).extracting(pod -> pod.uid().value()).containsExactly("u2");
    assertThat(list.refused())
        .singleElement()
        .satisfies(
            pod -> {
              assertThat(pod.uid()).isEqualTo(new PodUid("u1"));
              assertThat(pod.message())
                  .isEqualTo(
                      "the kubelet's entry of pod \"shop/web\" is refused: its protobuf encoding is"
                          + " malformed");
            });
  }

  @Test
  void refusesAPodWithATextThatIsNotUtf8() {
    PodBytes odd =
        message()
            .with(
                1,
                message()
                    .text(5, "u1")
                    .with(11, message().text(1, "a").bytes(2, new byte[] {(byte) 0xff})));

    assertThat(list(odd).refused())
        .singleElement()
        .satisfies(pod -> assertThat(pod.why()).isEqualTo("expected UTF-8 at metadata.labels"));
  }

  @Test
  void refusesAPodWithATextThatIsTooLong() {
    for (int length : new int[] {4097, 100_000}) {
      PodBytes odd =
          message()
              .with(
                  1,
                  message()
                      .text(5, "u1")
                      .with(11, message().text(1, "a").text(2, "x".repeat(length))));

      assertThat(list(odd).refused())
          .singleElement()
          .satisfies(
              pod ->
                  assertThat(pod.why())
                      .isEqualTo("expected at most 4096 characters at metadata.labels"));
    }
  }

  @Test
  void keepsATextOfTheMaximumLength() {
    String text = "\u20ac".repeat(4096);

    assertThat(list(PodBytes.pod("u1", text).toByteArray()).pods())
        .singleElement()
        .satisfies(pod -> assertThat(pod.labels()).isEqualTo(Map.of("app", text)));
  }

  @Test
  void refusesAPodWithTooManyLabels() {
    PodBytes metadata = message().text(5, "u1");
    IntStream.range(0, 5000)
        .forEach(i -> metadata.with(11, message().text(1, "k" + i).text(2, "v")));

    PodList list = list(message().with(1, metadata).toByteArray(), podBytes("u2"));

    assertThat(list.pods()).hasSize(1);
    assertThat(list.refused())
        .singleElement()
        .satisfies(pod -> assertThat(pod.why()).contains("96 KiB").contains("fewer labels"));
  }

  @Test
  void ignoresAnEntryWithoutUid() {
    assertThat(list(message().with(1, message().text(1, "p")).toByteArray()).nameless())
        .containsExactly("pod \"/p\": expected a uid in its metadata");
  }

  @Test
  void refusesAFieldOfAnotherType() {
    PodBytes odd = message().with(1, message().text(5, "u1").number(11, 7));

    assertThat(list(odd).refused()).hasSize(1);
  }

  @Test
  void failsIfTheMessageIsCutOff() {
    byte[] whole = message().with(1, PodBytes.pod("u1", "a")).toByteArray();

    assertThatThrownBy(() -> Messages.list(stream(Arrays.copyOf(whole, whole.length - 1))))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the message is not one of the Pods API");
  }

  @Test
  void refusesTheEndOfAGroupThatHasNotBegun() {
    byte[] end = {0x7c};

    assertThat(list(PodBytes.pod("u1", "a").bytes(1, end)).refused()).hasSize(1);
    assertThatThrownBy(() -> Messages.list(stream(end))).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> Messages.event(stream(end))).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void failsOnNegativeAndHugeLengths() {
    for (byte[] length :
        new byte[][] {
          {0x0a, -1, -1, -1, -1, 0x0f},
          {0x0a, -1, -1, -1, -1, 0x07},
          {0x0a, 0x02, 0x0a, 0x7f}
        }) {
      assertThat(read(length)).isEmpty();
    }
  }

  private static List<Pod> read(byte[] message) {
    try {
      return Messages.list(stream(message)).pods();
    } catch (UncheckedIOException e) {
      return List.of();
    }
  }

  private static byte[] podBytes(String uid) {
    return PodBytes.pod(uid, "a").toByteArray();
  }

  private static PodList list(PodBytes pod) {
    return list(pod.toByteArray());
  }

  private static PodList list(byte[]... pods) {
    PodBytes message = message();
    for (byte[] each : pods) {
      message.bytes(1, each);
    }
    return Messages.list(stream(message.toByteArray()));
  }

  private static ByteArrayInputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }
}
