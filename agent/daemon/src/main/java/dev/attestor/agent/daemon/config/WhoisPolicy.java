package dev.attestor.agent.daemon.config;

import dev.attestor.agent.daemon.peer.PeerUser;
import java.util.Collections;
import java.util.Set;

/**
 * Who may ask about other processes: outside containers, the configured users and groups; in pods,
 * the configured service accounts. By default, nobody; not even root, because many containers run
 * as root.
 *
 * <p>A user ID never stands in for a service account, because a pod chooses its own user ID.
 */
public record WhoisPolicy(Set<Long> uids, Set<Long> gids, Set<String> sids, Set<PodAccount> pods) {

  /** Copies the sets. */
  public WhoisPolicy {
    uids = Set.copyOf(uids);
    gids = Set.copyOf(gids);
    sids = Set.copyOf(sids);
    pods = Set.copyOf(pods);
  }

  /**
   * Whether an account or one of its groups is configured. Has no meaning for a process in a pod.
   */
  public boolean includes(PeerUser user) {
    if (user instanceof PeerUser.Posix posix) {
      return uids.contains(posix.uid()) || !Collections.disjoint(gids, posix.gids());
    }
    return user instanceof PeerUser.Windows windows
        && (sids.contains(windows.sid()) || !Collections.disjoint(sids, windows.groups()));
  }

  /** Whether the service account of a namespace is configured. */
  public boolean includesPod(String namespace, String serviceAccount) {
    return pods.stream()
        .anyMatch(
            pod ->
                pod.namespace().equals(namespace) && pod.serviceAccount().equals(serviceAccount));
  }
}
