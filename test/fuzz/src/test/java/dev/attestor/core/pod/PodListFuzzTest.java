package dev.attestor.core.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A pod read from a stream is the same as in a parsed tree, or is refused with a clean message. */
class PodListFuzzTest {

  static Stream<byte[]> lists() {
    return Stream.concat(
        Seeds.texts(
            "{\"kind\":\"PodList\",\"items\":null}",
            "{\"kind\":\"PodList\",\"items\":[{\"metadata\":{\"uid\":\"u\",\"namespace\":\"n\",\"name\":\"p\","
                + "\"labels\":{\"a\":\"b\"},\"ownerReferences\":[{\"kind\":\"K\",\"name\":\"o\",\"uid\":\"v\"}]},"
                + "\"spec\":{\"serviceAccountName\":\"s\",\"nodeName\":\"m\",\"securityContext\":{\"windowsOptions\":"
                + "{\"hostProcess\":true}},\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]},"
                + "\"status\":{\"phase\":\"Failed\",\"containerStatuses\":[{\"name\":\"c\",\"image\":\"i\","
                + "\"imageID\":\"d\",\"containerID\":\"x://y\",\"state\":{\"running\":{}}}]}}]}"),
        Seeds.recorded("kubelet-1.34/pods.json", "kubelet-1.37/pods.json"));
  }

  @MethodSource("lists")
  @FuzzTest
  void holdsWhatTheTreeHolds(byte[] list) {
    Growth.check(list, bytes -> PodListReader.read(new ByteArrayInputStream(bytes)));
    PodList pods;
    try {
      pods = PodListReader.read(new ByteArrayInputStream(list));
    } catch (IOException e) {
      assertThat(e).isInstanceOf(PodListFormatException.class);
      Refusals.check(e);
      return;
    }
    pods.nameless().forEach(Refusals::checkMessage);
    pods.refused().forEach(pod -> Refusals.checkMessage(pod.message()));
    ReferencePods.of(list).ifPresent(expected -> check(pods, expected));
  }

  /** Of invalid or too large pods, only the refusal is kept. */
  private static void check(PodList pods, List<Pod> expected) {
    assertThat(expected).containsAll(pods.pods()).containsAll(pods.ended());
    if (pods.refused().isEmpty() && pods.nameless().isEmpty()) {
      assertThat(pods.pods()).isEqualTo(expected.stream().filter(pod -> !pod.hasEnded()).toList());
      assertThat(pods.ended()).isEqualTo(expected.stream().filter(Pod::hasEnded).toList());
    }
  }
}
