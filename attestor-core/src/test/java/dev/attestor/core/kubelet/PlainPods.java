package dev.attestor.core.kubelet;

import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Pods of which only the UIDs matter. */
final class PlainPods {

  private PlainPods() {}

  static PodList listOf(String... uids) {
    return PodList.of(Stream.of(uids).map(PlainPods::pod).toList());
  }

  static Pod pod(String uid) {
    return new Pod(
        new PodUid(uid),
        "ns",
        "name",
        "sa",
        "node",
        "Running",
        Map.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
