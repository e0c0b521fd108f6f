package dev.attestor.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The packaged commands from the view of a Windows user. */
@RequiresWindows
@EnabledIfSystemProperty(
    named = "attestor.home",
    matches = ".+",
    disabledReason = "needs the packaged program: see ci/wine/test")
class CommandLineTest {

  @TempDir private Path folder;
  private Workload workload;

  @BeforeEach
  void start() throws IOException, GeneralSecurityException {
    workload = Workload.start();
  }

  @AfterEach
  void stop() throws IOException {
    workload.close();
  }

  @Test
  void attestsProcessesInAndOutOfAPod() throws Exception {
    String config = workload.config().toString();

    Program inside = Program.attestor("attest", "--config", config, "--pid", workload.pid());
    assertThat(inside.out()).contains("k8s:ns:production\n", "k8s:container-name:blog\n");
    assertThat(inside.err()).isEmpty();
    assertThat(inside.status()).isZero();

    String own = "" + ProcessHandle.current().pid();
    assertThat(Program.attestor("attest", "--config", config, "--pid", own))
        .isEqualTo(new Program(3, "", "attestor: process " + own + " is not in a pod\n"));
  }

  @Test
  void checksConfigurations() throws Exception {
    Path good = workload.config();
    assertThat(Program.attestor("config", "check", good.toString()))
        .isEqualTo(new Program(0, good + ": ok\n", ""));

    Path bad =
        Files.writeString(
            folder.resolve("bad.hcl"), "kubelet_secure_prt = 10250\nnode_name = \"node\"\n");
    assertThat(Program.attestor("config", "check", bad.toString()))
        .isEqualTo(
            new Program(
                1,
                "",
                """
                attestor: FILE: line 1: error: unknown key "kubelet_secure_prt", did you mean "kubelet_secure_port"?
                """
                    .replace("FILE", bad.toString())));
  }

  @Test
  void takesAndShowsNamesInAnyLanguage() throws Exception {
    Path named = Files.copy(workload.config(), folder.resolve("köln-東京.hcl"));

    assertThat(Program.attestor("config", "check", named.toString()))
        .isEqualTo(new Program(0, named + ": ok\n", ""));
    Path missing = folder.resolve("東京");
    assertThat(Program.attestor("config", "check", missing.toString()))
        .isEqualTo(
            new Program(
                1,
                "",
                "attestor: %s: error: the file \"%s\" does not exist\n"
                    .formatted(missing, missing)));
  }

  @Test
  void looksAtTheNode() throws Exception {
    Program doctor = Program.attestor("doctor", "--config", workload.config().toString());

    assertThat(doctor.out())
        .contains("ok: account: ", ", an administrator\n")
        .contains("ok: SeDebugPrivilege: ")
        // Jobs of earlier tests end with their processes.
        .containsPattern("ok: jobs in \\\\: [0-9]+ named Container_<id>, all may be opened\n")
        .containsPattern(
            "ok: jobs in \\\\BaseNamedObjects: (none is|[0-9]+) named JobContainer_<id>")
        .contains("left out: Host Compute Service: this Windows has none\n")
        .contains("left out: HostProcess container: none: CONTAINER_SANDBOX_MOUNT_POINT is not set")
        .containsPattern("ok: containers: [1-9][0-9]* processes in [1-9][0-9]* containers\n")
        .contains("left out: token: ")
        .contains("ok: kubelet CA: in ")
        .containsPattern("ok: kubelet: 127.0.0.1:[0-9]+ lists 1 pods in [0-9]+ ms")
        .contains(
            "warning: agent: nobody listens on \"\\\\.\\pipe\\attestor\\public\\api\" (the default)\n");
    assertThat(doctor.err()).isEmpty();
    assertThat(doctor.status()).isZero();
  }

  @Test
  void looksForTheMountsOfAHostProcessContainer() throws Exception {
    Path account =
        Files.createDirectories(folder.resolve("var/run/secrets/kubernetes.io/serviceaccount"));
    Path config = Files.writeString(folder.resolve("k8s.hcl"), "kubelet_secure_port = 1\n");
    Program doctor =
        Program.attestor(
            Map.of("CONTAINER_SANDBOX_MOUNT_POINT", folder.toString()),
            "doctor",
            "--config",
            config.toString());

    assertThat(doctor.out())
        .contains("ok: HostProcess container: its files are below \"%s\"\n".formatted(folder))
        .contains(
            "ok: service account: ca.crt and token are looked for in \"%s\"".formatted(account))
        .contains(
            "problem: token: the file \"%s\" does not exist".formatted(account.resolve("token")))
        .contains(
            "problem: kubelet CA: the file \"%s\" does not exist"
                .formatted(account.resolve("ca.crt")));
    assertThat(doctor.status()).isEqualTo(1);
  }

  @Test
  void loadsNoClassOfLinux() throws Exception {
    Path log = folder.resolve("classes");
    Program attest =
        Program.attestor(
            Map.of("_JAVA_OPTIONS", "-Xlog:class+load:file=" + log),
            "attest",
            "--config",
            workload.config().toString(),
            "--pid",
            workload.pid());

    assertThat(attest.status()).as(attest.err()).isZero();
    try (Stream<String> lines = Files.lines(log)) {
      assertThat(lines.map(line -> line.replaceFirst(" source: .*", "")))
          .anyMatch(line -> line.endsWith(" dev.attestor.windows.WindowsContainerLocator"))
          .noneMatch(line -> line.contains(" dev.attestor.linux."))
          .noneMatch(line -> line.contains(" dev.attestor.agent.daemon.unix."))
          .noneMatch(line -> line.contains(" org.newsclub."));
    }
  }

  @Test
  void reportsOnTheNodeInOneFile() throws Exception {
    Path report = folder.resolve("report.zip");
    Program doctor =
        Program.attestor(
            "doctor", "--config", workload.config().toString(), "--report", report.toString());

    assertThat(doctor.status()).as(doctor.err()).isZero();
    assertThat(doctor.out())
        .contains("ok: account: ")
        .contains(report + ": processes.txt\n", report + ": explain-" + workload.pid() + ".txt\n");
    assertThat(inZip(report, "doctor.txt")).contains("ok: SeDebugPrivilege: ");
    assertThat(inZip(report, "versions.txt")).contains("os.name Windows");
    assertThat(inZip(report, "processes.txt"))
        .containsPattern("(?m)^%s: container [0-9a-f]{64} ".formatted(workload.pid()));
    assertThat(inZip(report, "explain-" + workload.pid() + ".txt"))
        .contains("in_pod after ", "k8s:ns:production");
  }

  private static String inZip(Path file, String name) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return new String(
          zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
