package dev.attestor.agent.daemon.unix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.agent.daemon.account.AccountId;
import dev.attestor.agent.daemon.account.AccountLookup.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class NssAccountsTest {

  private final NssAccounts accounts = new NssAccounts();

  @Test
  void findsUsersAndGroupsByName() throws Exception {
    assertThat(accounts.find(Kind.USER, "root")).contains(new AccountId.User(0));
    assertThat(accounts.find(Kind.GROUP, "root")).contains(new AccountId.Group(0));
    assertThat(accounts.find(Kind.USER, "nobody-has-this-name")).isEmpty();
    assertThat(accounts.find(Kind.GROUP, "nobody-has-this-name")).isEmpty();
  }

  @Test
  void namesUsersAndGroups() throws Exception {
    assertThat(accounts.name(new AccountId.User(0))).contains("root");
    assertThat(accounts.name(new AccountId.Group(0))).contains("root");
    assertThat(accounts.name(new AccountId.User(4_294_967_294L))).isEmpty();
    assertThat(accounts.name(new AccountId.Group(3_999_999_999L))).isEmpty();
    assertThat(accounts.name(new AccountId.Sid("S-1-5-18"))).isEmpty();
  }
}
