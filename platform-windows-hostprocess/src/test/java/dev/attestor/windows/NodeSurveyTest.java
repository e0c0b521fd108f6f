package dev.attestor.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.windows.NodeSurvey.ComputeServiceState;
import dev.attestor.windows.NodeSurvey.SurveyedDirectory;
import dev.attestor.windows.winapi.AccessEntry;
import dev.attestor.windows.winapi.Account;
import dev.attestor.windows.winapi.Account.Privilege;
import dev.attestor.windows.winapi.SecurityDescriptor;
import dev.attestor.windows.winapi.Sid;
import dev.attestor.windows.winapi.WinApiException;
import dev.attestor.windows.winapi.WinApiException.Source;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeSurveyTest {

  private static final Sid USER = new Sid("S-1-5-21-1-2-3-1001");
  private static final SecurityDescriptor OF_USER =
      new SecurityDescriptor(
          Optional.of(USER), Optional.of(List.of(new AccessEntry(USER, 0x1F003F))));

  private final FakeWinApi windows = new FakeWinApi();

  @Test
  void countsJobsThatMayBeOpenedAndNamesThoseOfOthers() {
    windows
        .job("\\Container_aa")
        .job("\\Container_bb")
        .job("\\Container_")
        .job("\\BaseNamedObjects\\JobContainer_cc")
        .job("\\BaseNamedObjects\\JobContainer_dd", OF_USER)
        .deny("\\Container_bb");

    NodeSurvey survey = NodeSurvey.of(windows);

    assertThat(survey.places())
        .containsExactly(
            new SurveyedDirectory(
                "\\",
                "Container_",
                2,
                1,
                List.of(),
                Optional.of(
                    "opening \"\\Container_bb\" failed: Access is denied (status 0xC0000022)")),
            new SurveyedDirectory(
                "\\BaseNamedObjects",
                "JobContainer_",
                2,
                2,
                List.of("\\BaseNamedObjects\\JobContainer_dd"),
                Optional.empty()));
    assertThat(windows.openHandles()).isZero();
  }

  @Test
  void saysWhyAPlaceCannotBeListed() {
    windows.deny("\\");

    assertThat(NodeSurvey.of(windows).places().get(0))
        .isEqualTo(
            new SurveyedDirectory(
                "\\",
                "Container_",
                0,
                0,
                List.of(),
                Optional.of("opening \"\\\" failed: Access is denied (status 0xC0000022)")));
  }

  @Test
  void tellsContainersWithoutAJob() {
    windows
        .job("\\Container_aa")
        .computeSystems(() -> Optional.of("[{\"Id\":\"aa\"},{\"Id\":\"vm\"}]"));

    assertThat(NodeSurvey.of(windows).computeService())
        .isEqualTo(new ComputeServiceState.Lists(2, 1));
  }

  @Test
  void tellsAServiceThatIsNotThereFromOneThatIsSilent() {
    assertThat(NodeSurvey.of(windows).computeService()).isEqualTo(new ComputeServiceState.Absent());
    windows.computeSystems(
        () -> {
          throw new WinApiException("HcsEnumerate", Source.HRESULT, 0x8037011B, "denied");
        });
    assertThat(NodeSurvey.of(windows).computeService())
        .isEqualTo(
            new ComputeServiceState.Silent("HcsEnumerate failed: denied (result 0x8037011B)"));
  }

  @Test
  void namesTheAccount() {
    Account account = new Account(USER, "NODE\\user", false, Privilege.MISSING);

    assertThat(NodeSurvey.of(windows.account(account)).account()).isEqualTo(account);
  }
}
