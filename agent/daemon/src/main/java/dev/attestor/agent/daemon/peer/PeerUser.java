package dev.attestor.agent.daemon.peer;

import java.util.Set;

/** The account of a process. */
public sealed interface PeerUser {

  /** The account, for people to read. */
  String displayName();

  /**
   * A Unix account.
   *
   * @param gids the primary group and the supplementary groups of the process
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
   * A Windows account, by its security identifier, such as {@code S-1-5-18}.
   *
   * @param groups its enabled groups
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

  /** An account that could not be determined; it has no permissions. */
  record Unknown() implements PeerUser {
    @Override
    public String displayName() {
      return "an unknown account";
    }
  }
}
