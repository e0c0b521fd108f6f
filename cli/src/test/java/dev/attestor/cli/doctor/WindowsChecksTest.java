package dev.attestor.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.cli.doctor.Finding.Level;
import dev.attestor.windows.NodeSurvey;
import dev.attestor.windows.NodeSurvey.ComputeServiceState;
import dev.attestor.windows.NodeSurvey.SurveyedDirectory;
import dev.attestor.windows.winapi.Account;
import dev.attestor.windows.winapi.Account.Privilege;
import dev.attestor.windows.winapi.Sid;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowsChecksTest {

  private static final String REMEDY =
      "run as SYSTEM: in a HostProcess container with runAsUserName: NT AUTHORITY\\SYSTEM, on the"
          + " host as a service";
  private static final Account SYSTEM =
      new Account(Sid.LOCAL_SYSTEM, "NT AUTHORITY\\SYSTEM", true, Privilege.ENABLED);
  private static final Account USER =
      new Account(new Sid("S-1-5-21-1-2-3-1001"), "NODE\\user", false, Privilege.MISSING);

  @TempDir private Path folder;

  @Test
  void findsNothingAmissAsSystemInAHostProcessContainer() {
    NodeSurvey node =
        new NodeSurvey(
            SYSTEM,
            List.of(root(2, 2, Optional.empty()), session(0, List.of())),
            new ComputeServiceState.Lists(2, 0));

    assertThat(run(node, folder.toString(), folder))
        .containsExactly(
            Finding.ok("account", "NT AUTHORITY\\SYSTEM"),
            Finding.ok("SeDebugPrivilege", "enabled"),
            Finding.ok("jobs in \\", "2 named Container_<id>, all may be opened"),
            Finding.ok("jobs in \\BaseNamedObjects", "none is named JobContainer_<id>"),
            Finding.ok("Host Compute Service", "lists 2 containers, each with its job"),
            Finding.ok("HostProcess container", "its files are below \"%s\"".formatted(folder)),
            Finding.ok(
                "service account", "ca.crt and token are looked for in \"%s\"".formatted(folder)));
  }

  @Test
  void namesTheRemediesForAnAccountThatMayDoNothing() {
    NodeSurvey node =
        new NodeSurvey(
            USER,
            List.of(root(0, 0, Optional.of("denied")), session(0, List.of())),
            new ComputeServiceState.Silent("no answer"));

    List<Finding> findings = run(node, null, folder.resolve("none"));

    assertThat(findings.subList(0, 3))
        .containsExactly(
            Finding.problem(
                "account",
                "NODE\\user is neither SYSTEM nor an administrator with all rights",
                REMEDY),
            Finding.warning(
                "SeDebugPrivilege",
                "missing: the processes of other accounts may not be opened",
                REMEDY),
            Finding.problem("jobs in \\", "denied", REMEDY));
    assertThat(findings.subList(4, 7))
        .extracting(Finding::level)
        .containsExactly(Level.WARNING, Level.LEFT_OUT, Level.LEFT_OUT);
  }

  @Test
  void countsWhatMayNotBeOpenedAndNamesWhatIsNotBelieved() {
    NodeSurvey node =
        new NodeSurvey(
            new Account(USER.user(), "NODE\\admin", true, Privilege.DISABLED),
            List.of(root(3, 1, Optional.of("denied")), session(1, List.of("\\B\\J_a"))),
            new ComputeServiceState.Lists(3, 1));

    assertThat(run(node, folder.resolve("gone").toString(), folder))
        .startsWith(
            Finding.ok("account", "NODE\\admin, an administrator"),
            Finding.ok("SeDebugPrivilege", "not enabled yet, which happens when it is needed"),
            Finding.problem("jobs in \\", "1 of 3 may be opened: denied", REMEDY),
            Finding.ok(
                "jobs in \\BaseNamedObjects", "1 named JobContainer_<id>, all may be opened"),
            Finding.warning(
                "job",
                "\"\\B\\J_a\" is not trusted: accounts other than administrators may change it",
                "find out who made it"))
        .extracting(Finding::level)
        .endsWith(Level.WARNING, Level.PROBLEM, Level.OK);
  }

  @Test
  void namesTenOfThousandsOfJobsThatOthersMade() {
    List<String> jobs = IntStream.range(0, 10_001).mapToObj(i -> "\\B\\J_" + i).toList();
    NodeSurvey node =
        new NodeSurvey(
            SYSTEM, List.of(session(jobs.size(), jobs)), new ComputeServiceState.Lists(0, 0));

    assertThat(run(node, null, folder))
        .filteredOn(finding -> finding.level() == Level.WARNING)
        .hasSize(11)
        .last()
        .isEqualTo(
            Finding.warning(
                "job",
                "9991 more are not trusted: accounts other than administrators may change them",
                "find out who made them"));
  }

  private static List<Finding> run(NodeSurvey node, @Nullable String mountPoint, Path account) {
    return new WindowsChecks(node, mountPoint, account).run();
  }

  private static SurveyedDirectory root(int jobs, int opened, Optional<String> refusal) {
    return new SurveyedDirectory("\\", "Container_", jobs, opened, List.of(), refusal);
  }

  private static SurveyedDirectory session(int jobs, List<String> distrusted) {
    return new SurveyedDirectory(
        "\\BaseNamedObjects", "JobContainer_", jobs, jobs, distrusted, Optional.empty());
  }
}
