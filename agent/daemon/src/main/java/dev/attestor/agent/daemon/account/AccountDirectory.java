package dev.attestor.agent.daemon.account;

import java.util.Optional;

/**
 * The system's own answers about accounts. They may take long, because the accounts may be those of
 * another machine. Only one thread at a time may ask.
 */
public interface AccountDirectory extends AccountLookup {

  /**
   * The name of an account; empty if the system has none for it.
   *
   * @throws AccountLookupException if this cannot be told
   */
  Optional<String> name(AccountId account) throws AccountLookupException;
}
