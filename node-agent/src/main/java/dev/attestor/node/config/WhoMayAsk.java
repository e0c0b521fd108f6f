package dev.attestor.node.config;

import dev.attestor.node.peer.PeerUser;
import java.util.Collections;
import java.util.Set;

/**
 * Who may ask about others: the accounts and groups that the configuration names. Nobody, unless it
 * names somebody; not even root, which is also the account of many a container.
 */
public record WhoMayAsk(Set<Long> uids, Set<Long> gids, Set<String> sids) {

  /** Copies the sets. */
  public WhoMayAsk {
    uids = Set.copyOf(uids);
    gids = Set.copyOf(gids);
    sids = Set.copyOf(sids);
  }

  /** Whether an account is named, or one of its groups. */
  public boolean includes(PeerUser user) {
    if (user instanceof PeerUser.Posix posix) {
      return uids.contains(posix.uid()) || !Collections.disjoint(gids, posix.gids());
    }
    return user instanceof PeerUser.Windows windows
        && (sids.contains(windows.sid()) || !Collections.disjoint(sids, windows.groups()));
  }
}
