package dev.attestor.agent.daemon.peer;

import dev.attestor.agent.daemon.account.AccountId;
import java.util.Optional;
import java.util.Set;

/** The account of a process. */
public sealed interface PeerUser {

  /** What the system knows it by; empty if that could not be determined. */
  Optional<AccountId> account();

  /** The account, for people to read. */
  default String displayName() {
    return account().map(AccountId::toString).orElse("an unknown account");
  }

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
    public Optional<AccountId> account() {
      return Optional.of(new AccountId.User(uid));
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
    public Optional<AccountId> account() {
      return Optional.of(new AccountId.Sid(sid));
    }
  }

  /** An account that could not be determined; it has no permissions. */
  record Unknown() implements PeerUser {
    @Override
    public Optional<AccountId> account() {
      return Optional.empty();
    }
  }
}
