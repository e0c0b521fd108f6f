package dev.attestor.windows.winapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.windows.RequiresWindows;
import org.junit.jupiter.api.Test;

@RequiresWindows
class AccountNamesTest {

  @Test
  void namesAccountsAndGroups() {
    assertThat(AccountNames.of(Sid.LOCAL_SYSTEM)).contains("NT AUTHORITY\\SYSTEM");
    assertThat(AccountNames.of(Sid.ADMINISTRATORS)).contains("BUILTIN\\Administrators");
    assertThat(AccountNames.of(new Sid("S-1-1-0"))).contains("Everyone");
  }

  @Test
  void hasNoNameForAnAccountThatNobodyHas() {
    assertThat(AccountNames.of(new Sid("S-1-5-21-1-2-3-4711"))).isEmpty();
    assertThat(AccountNames.of(new Sid("not a SID"))).isEmpty();
  }

  @Test
  void findsWhatANameStandsFor() {
    assertThat(AccountNames.find("NT AUTHORITY\\SYSTEM")).contains(Sid.LOCAL_SYSTEM);
    assertThat(AccountNames.find("Administrators")).contains(Sid.ADMINISTRATORS);
  }

  @Test
  void findsTheAccountOfThisProcess() {
    Account own = ProcessToken.account();

    assertThat(AccountNames.of(own.user())).contains(own.name());
    assertThat(AccountNames.find(own.name())).contains(own.user());
  }

  @Test
  void findsNobodyByANameThatNobodyHas() {
    assertThat(AccountNames.find("no-such-account")).isEmpty();
    assertThat(AccountNames.find("NO-SUCH-DOMAIN\\no-such-account")).isEmpty();
  }
}
