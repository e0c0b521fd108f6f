package dev.attestor.agent.daemon.peer;

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

  /**
   * An account of Windows, by its security identifier, such as {@code S-1-5-18}.
   *
   * @param groups those of its groups that are in force
   */
  record Windows(String sid, Set<String> groups) implements PeerUser {

    /** Copies the set. */
    public Windows {
      groups = Set.copyOf(groups);
    }

    @Override
    public String displayName() {
      return "SID " + sid;
    }
  }

  /** An account that could not be told; nothing is granted to it. */
  record Unknown() implements PeerUser {
    @Override
    public String displayName() {
      return "an unknown account";
    }
  }
}
