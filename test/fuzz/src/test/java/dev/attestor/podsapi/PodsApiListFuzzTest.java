package dev.attestor.podsapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodList;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A list of the Pods API holds what protobuf's own tree of the same bytes holds, or is refused with
 * a clean message. An event of a watch is read or refused.
 */
class PodsApiListFuzzTest {

  static Stream<byte[]> lists() {
    return Stream.concat(
        Seeds.recorded("kubelet-1.37/pods-api.bin"),
        Stream.of(new byte[0], new byte[] {0x08, 0x04}, new byte[] {0x0a, 0x02, 0x0a, 0x00}));
  }

  @MethodSource("lists")
  @FuzzTest
  void holdsWhatTheTreeHolds(byte[] list) throws Exception {
    Growth.check(list, bytes -> Messages.list(new ByteArrayInputStream(bytes)));
    readEvent(list);
    PodList pods;
    try {
      pods = Messages.list(new ByteArrayInputStream(list));
    } catch (UncheckedIOException e) {
      Refusals.check(e);
      return;
    }
    pods.nameless().forEach(Refusals::checkMessage);
    pods.refused().forEach(pod -> Refusals.checkMessage(pod.message()));
    List<ReferenceEntry> expected = ReferenceEntry.all(tree(list));
    for (Pod each : Stream.concat(pods.pods().stream(), pods.ended().stream()).toList()) {
      assertThat(expected).contains(ReferenceEntry.of(each));
    }
    assertThat(pods.pods().size() + pods.ended().size() + pods.refused().size())
        .isLessThanOrEqualTo(expected.size());
  }

  /** What we accept as a whole, protobuf accepts. */
  private static UnknownFieldSet tree(byte[] list) throws InvalidProtocolBufferException {
    return UnknownFieldSet.parseFrom(list);
  }

  private static void readEvent(byte[] event) {
    try {
      Messages.event(new ByteArrayInputStream(event));
    } catch (UncheckedIOException e) {
      Refusals.check(e);
    }
  }
}
