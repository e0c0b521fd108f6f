package dev.attestor.agent.daemon.service;

import dev.attestor.core.attest.Attestation;
import dev.attestor.core.pod.Pod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pods of callers, by what {@link dev.attestor.agent.daemon.limits.Admission} calls them. Tells
 * people who calls, and decides nothing. At most a thousand: whoever has not called for longest is
 * forgotten first. Thread-safe.
 */
final class CallerPods {

  private static final int MAX = 1000;

  /** A pod, for people to read. */
  record PodName(String namespace, String name) {}

  // Guarded by this.
  private final Map<String, PodName> pods = new LinkedHashMap<>(16, 0.75f, true);

  /** Remembers where a caller was found. */
  synchronized void found(String caller, Attestation attestation) {
    if (!(attestation instanceof Attestation.InPod in)) {
      return;
    }
    Pod pod = in.placement().pod();
    PodName known = pods.get(caller);
    if (known == null
        || !known.namespace.equals(pod.namespace())
        || !known.name.equals(pod.name())) {
      pods.put(caller, new PodName(pod.namespace(), pod.name()));
    }
    if (pods.size() > MAX) {
      pods.remove(pods.keySet().iterator().next());
    }
  }

  /** Where the caller was found last. */
  synchronized Optional<PodName> of(String caller) {
    return Optional.ofNullable(pods.get(caller));
  }
}
