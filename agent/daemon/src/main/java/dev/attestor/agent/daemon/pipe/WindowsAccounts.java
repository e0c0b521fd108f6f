package dev.attestor.agent.daemon.pipe;

import dev.attestor.agent.daemon.account.AccountDirectory;
import dev.attestor.agent.daemon.account.AccountId;
import dev.attestor.agent.daemon.account.AccountLookupException;
import dev.attestor.windows.winapi.AccountNames;
import dev.attestor.windows.winapi.Sid;
import dev.attestor.windows.winapi.WinApiException;
import java.util.Optional;

/** The accounts and groups that Windows knows: those of this machine, and of its domain. */
public final class WindowsAccounts implements AccountDirectory {

  /** Asks this machine. */
  public WindowsAccounts() {}

  @Override
  public Optional<AccountId> find(Kind kind, String name) throws AccountLookupException {
    try {
      return AccountNames.find(name).map(sid -> new AccountId.Sid(sid.text()));
    } catch (WinApiException e) {
      throw new AccountLookupException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Optional<String> name(AccountId account) {
    return account instanceof AccountId.Sid sid
        ? AccountNames.of(new Sid(sid.text()))
        : Optional.empty();
  }
}
