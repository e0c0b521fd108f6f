package dev.attestor.agent.daemon.config;

import dev.attestor.agent.daemon.account.AccountId;
import dev.attestor.agent.daemon.account.AccountLookup;
import dev.attestor.agent.daemon.account.AccountLookupException;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A lookup of accounts that remembers whether the system failed to answer. */
final class RememberedFailure implements AccountLookup {

  private final AccountLookup accounts;
  private @Nullable AccountLookupException failure;

  RememberedFailure(AccountLookup accounts) {
    this.accounts = accounts;
  }

  @Override
  public Optional<AccountId> find(Kind kind, String name) throws AccountLookupException {
    try {
      return accounts.find(kind, name);
    } catch (AccountLookupException e) {
      failure = e;
      throw e;
    }
  }

  /** The exception for a configuration with these problems. Its cause is the failure, if any. */
  ConfigException with(List<ConfigProblem> problems) {
    ConfigException invalid = new ConfigException(problems);
    if (failure != null) {
      invalid.initCause(failure);
    }
    return invalid;
  }
}
