package dev.attestor.agent.daemon.config;

import dev.attestor.agent.daemon.peer.PeerUser;
import java.util.Collections;
import java.util.Set;

/**
 * Who may ask about others: on the node itself the accounts and groups that the configuration
 * names, in pods the service accounts that it names. Nobody, unless it names somebody; not even
 * root, which is also the account of many a container.
 *
 * <p>The two never stand in for each other: a pod chooses the account that it runs under.
 */
public record WhoisPolicy(Set<Long> uids, Set<Long> gids, Set<String> sids, Set<PodAccount> pods) {

  /** Copies the sets. */
  public WhoisPolicy {
    uids = Set.copyOf(uids);
    gids = Set.copyOf(gids);
    sids = Set.copyOf(sids);
    pods = Set.copyOf(pods);
  }

  /** Whether an account is named, or one of its groups; means nothing for a process in a pod. */
  public boolean includes(PeerUser user) {
    if (user instanceof PeerUser.Posix posix) {
      return uids.contains(posix.uid()) || !Collections.disjoint(gids, posix.gids());
    }
    return user instanceof PeerUser.Windows windows
        && (sids.contains(windows.sid()) || !Collections.disjoint(sids, windows.groups()));
  }

  /** Whether the pods of a namespace with that service account are named. */
  public boolean includesPod(String namespace, String serviceAccount) {
    return pods.stream()
        .anyMatch(
            pod ->
                pod.namespace().equals(namespace) && pod.serviceAccount().equals(serviceAccount));
  }
}
