package dev.attestor.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.cli.doctor.Finding.Level;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.linux.CgroupDriver;
import dev.attestor.linux.RunningKubelet.Answer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each check says ok only of what it has looked at. */
class HostChecksTest {

  private static final Answer UNKNOWN = new Answer.Unknown("no kubelet runs");

  @TempDir private Path folder;

  @Test
  void saysThatNothingIsHiddenOnlyWhereTheFirstProcessCanBeRead() throws IOException {
    Path first = folder.resolve("cgroup");
    assertThat(new HiddenProcessesCheck(() -> false, first).run())
        .isEqualTo(Finding.ok("hidden processes", "none: /proc is mounted without hidepid"));
    assertThat(new HiddenProcessesCheck(() -> true, first).run().level()).isEqualTo(Level.PROBLEM);
    Files.writeString(first, "0::/");
    assertThat(new HiddenProcessesCheck(() -> true, first).run().level()).isEqualTo(Level.OK);
  }

  @Test
  void leavesOutHiddenProcessesIfTheMountOptionsCannotBeRead() {
    HiddenProcessesCheck check =
        new HiddenProcessesCheck(
            () -> {
              throw new IOException("denied");
            },
            folder);
    assertThat(check.run())
        .isEqualTo(
            Finding.leftOut(
                "hidden processes", "the mount options of /proc cannot be read: denied"));
  }

  @ParameterizedTest
  @CsvSource({
    "/, /, OK",
    "/pods, /pods, OK",
    "/pods.slice, /pods, OK",
    "/, /pods, WARNING",
    "auto, /pods, OK",
    "auto, unknown, WARNING",
    "/pods, unknown, LEFT_OUT",
  })
  void comparesTheCgroupRootWithTheKubelets(String configured, String own, Level expected) {
    PodCgroups cgroups =
        new PodCgroups(Optional.of(configured).filter(root -> !root.equals("auto")), false);
    Answer answer =
        own.equals("unknown")
            ? UNKNOWN
            : new Answer.Known(own, "its command line", Optional.empty(), Optional.empty());
    assertThat(new CgroupRootCheck(cgroups, () -> answer).run().level()).isEqualTo(expected);
  }

  @Test
  void namesTheKubeletsDriver() {
    Answer answer =
        new Answer.Known(
            "/", "its command line", Optional.of(CgroupDriver.SYSTEMD), Optional.empty());
    assertThat(new CgroupRootCheck(PodCgroups.USUAL, () -> answer).run().detail())
        .endsWith("its command line; its cgroup driver is systemd");
  }

  @Test
  void advisesNoOptionThatIsSet() {
    assertThat(remedy(PodCgroups.USUAL))
        .contains("set kubelet_cgroup_root", "allow_containers_without_pod_cgroup");
    assertThat(remedy(new PodCgroups(Optional.of("/pods"), true)))
        .contains("compare kubelet_cgroup_root = \"/pods\"")
        .doesNotContain("set kubelet_cgroup_root", "allow_containers_without_pod_cgroup");
  }

  private static String remedy(PodCgroups cgroups) {
    Finding seen = Finding.ok("hidden processes", "none");
    return new ProcessChecks(new Outside(), ProcessChecks.linux(cgroups), () -> seen)
        .run()
        .get(1)
        .remedy()
        .orElseThrow();
  }

  private record Outside() implements ContainerLocator {
    @Override
    public ProcessPin pin(int pid) {
      return new Running();
    }

    @Override
    public Location locate(int pid, ProcessPin pin) {
      return new Location.Outside();
    }
  }

  private record Running() implements ProcessPin {
    @Override
    public boolean isRunning() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the agent has a pipe there")
  void saysWhichSocketOfTheAgentItTried() throws Exception {
    Path socket = folder.resolve("a.sock");
    assertThat(agent(socket).level()).isEqualTo(Level.WARNING);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertThat(agent(socket))
          .isEqualTo(
              Finding.ok("agent", "listens on \"%s\" (agent.socket_path)".formatted(socket)));
    }
  }

  @Test
  void callsAnOldKernelAProblemOnlyIfCallersAreRefused() {
    assertThat(SocketChecks.kernel(true, false).level()).isEqualTo(Level.OK);
    assertThat(SocketChecks.kernel(false, false))
        .isEqualTo(
            Finding.problem(
                "kernel",
                "has no SO_PEERPIDFD (Linux 6.5): callers of the agent are refused",
                "run a newer kernel, or take the risk of peers_by_number = true"));
    assertThat(SocketChecks.kernel(false, true))
        .isEqualTo(
            Finding.warning(
                "kernel",
                "has no SO_PEERPIDFD (Linux 6.5): with peers_by_number, a process that gets a"
                    + " reused ID can be taken for another caller",
                "run a newer kernel"));
  }

  private static Finding agent(Path socket) throws Exception {
    List<Finding> findings =
        new SocketChecks(config(""), new ConfiguredAgent<>(socket, "agent.socket_path", false))
            .run();
    return findings.get(findings.size() - 1);
  }

  @Test
  void leavesOutTheClockIfTheTokenDoesNotTellWhenItWasIssued() throws Exception {
    Path token = folder.resolve("token");
    String claims = Base64.getUrlEncoder().encodeToString("{}".getBytes(StandardCharsets.UTF_8));
    Files.writeString(token, "a." + claims + ".b");
    assertThat(new TokenCheck(config("token_path = \"" + token + "\""), Clock.systemUTC()).run())
        .contains(Finding.leftOut("clock", "the token does not say when it was issued"));
  }

  @Test
  void saysOfAPartWhetherItsFilesWereRead() {
    ConfigProblem problem =
        new ConfigProblem(ConfigProblem.Severity.WARNING, null, "the file is missing");
    assertThat(new ConfigSectionCheck("labels", "enable", false, List::of).run())
        .containsExactly(Finding.leftOut("labels", "enable is not set"));
    assertThat(new ConfigSectionCheck("labels", "enable", true, List::of).run())
        .containsExactly(
            Finding.ok("labels", "the files of enable were read; no server was asked"));
    assertThat(new ConfigSectionCheck("labels", "enable", true, () -> List.of(problem)).run())
        .extracting(Finding::level, Finding::detail)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(Level.PROBLEM, "the file is missing"));
  }

  private static K8sConfig config(String text) throws Exception {
    return new K8sConfigReader(name -> null).read(text).config();
  }
}
