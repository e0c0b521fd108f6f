package dev.attestor.core.kubelet;

import dev.attestor.core.pod.PodList;
import dev.attestor.core.pod.RefusedPod;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs problems of single pods in the lists: once for each pod, and again only if the problem was
 * gone in between. Used only by the thread that requests the lists.
 */
final class PodProblemLog {

  private static final Logger LOG = LoggerFactory.getLogger(PodProblemLog.class);
  private static final int MAX_LINES = 20;

  private Set<String> told = Set.of();

  void tell(PodList list) {
    Set<String> now = new HashSet<>();
    int lines = 0;
    for (RefusedPod pod : list.refused()) {
      // The reason may contain numbers that change from list to list.
      if (now.add(pod.uid().value()) && isNew(pod.uid().value()) && lines++ < MAX_LINES) {
        LOG.warn("a pod gets no identity: {}", pod.message());
      }
    }
    for (String each : list.nameless()) {
      if (now.add(each) && isNew(each) && lines++ < MAX_LINES) {
        LOG.warn("an entry of the kubelet's pod list is ignored: {}", each);
      }
    }
    if (lines > MAX_LINES) {
      LOG.warn("the kubelet's pod list has more such entries: {}", lines - MAX_LINES);
    }
    told = now;
  }

  private boolean isNew(String odd) {
    return !told.contains(odd);
  }
}
