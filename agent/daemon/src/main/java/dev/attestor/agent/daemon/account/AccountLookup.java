package dev.attestor.agent.daemon.account;

import java.util.Optional;

/** Finds accounts by the names that a configuration has for them. */
@FunctionalInterface
public interface AccountLookup {

  /** What a name stands for. */
  enum Kind {
    USER,
    GROUP
  }

  /**
   * The account of that name; empty if this system has none.
   *
   * @throws AccountLookupException if this cannot be told, or not in time
   */
  Optional<AccountId> find(Kind kind, String name) throws AccountLookupException;
}
