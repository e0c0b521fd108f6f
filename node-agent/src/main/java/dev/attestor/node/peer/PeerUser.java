package dev.attestor.node.peer;

import java.util.Set;

/** The account of a process. */
public sealed interface PeerUser {

  /** The account for people to read. */
  String displayName();

  /**
   * An account of a Unix system.
   *
   * @param gids the group of the process and its supplementary ones
   */
  record Posix(long uid, Set<Long> gids) implements PeerUser {

    /** Copies the set. */
    public Posix {
      gids = Set.copyOf(gids);
    }

    @Override
    public String displayName() {
      return "uid " + uid;
    }
  }

  /** An account of Windows, by its security identifier, such as {@code S-1-5-18}. */
  record Windows(String sid) implements PeerUser {
    @Override
    public String displayName() {
      return "SID " + sid;
    }
  }
}
