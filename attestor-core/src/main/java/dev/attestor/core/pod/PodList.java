package dev.attestor.core.pod;

import java.util.List;

/**
 * One pod list of the kubelet.
 *
 * @param pods those that have not ended
 * @param ended those that have ended
 * @param refused those whose entries are unusable
 * @param nameless the problems of entries that name no pod; no process can be in those
 */
public record PodList(
    List<Pod> pods, List<Pod> ended, List<RefusedPod> refused, List<String> nameless) {

  /** Copies the lists. */
  public PodList {
    pods = List.copyOf(pods);
    ended = List.copyOf(ended);
    refused = List.copyOf(refused);
    nameless = List.copyOf(nameless);
  }

  /** A list of pods without problems. */
  public static PodList of(List<Pod> pods) {
    return new PodList(pods, List.of(), List.of(), List.of());
  }
}
