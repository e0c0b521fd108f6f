package dev.attestor.windows.winapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.windows.RequiresWindows;
import dev.attestor.windows.winapi.Account.Privilege;
import org.junit.jupiter.api.Test;

@RequiresWindows
class ProcessTokenTest {

  @Test
  void namesTheAccountOfThisProcess() {
    Account account = ProcessToken.account();

    assertThat(account.user().text()).startsWith("S-1-5-");
    assertThat(account.name()).endsWith("\\" + System.getProperty("user.name"));
    // Wine runs everything as an administrator.
    assertThat(account.administrator()).isTrue();
    assertThat(account.isSystem()).isFalse();
  }

  @Test
  void enablesThePrivilegeToOpenAnyProcess() {
    assertThat(ProcessToken.enableDebug()).isTrue();
    assertThat(ProcessToken.account().debug()).isEqualTo(Privilege.ENABLED);
  }
}
