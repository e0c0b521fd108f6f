package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.linux.RunningKubelet.Answer;
import dev.attestor.linux.proc.ProcFs;
import dev.attestor.linux.proc.StartTimePins;
import dev.attestor.testkit.FakeProc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunningKubeletTest {

  private static final int KUBELET = 700;
  private static final String ROOTS = "Name:\tkubelet\nUid:\t0\t0\t0\t0\nNSpid:\t700\n";
  private static final String SERVICE = "0::/system.slice/kubelet.service\n";
  private static final String CONFIG = "/var/lib/kubelet/config.yaml";

  @TempDir private Path folder;
  private FakeProc proc;
  private boolean rootsProgram = true;

  @BeforeEach
  void startWithNobody() {
    proc = new FakeProc(folder);
  }

  private void kubelet(int pid, String cgroup, String status, String... words) {
    proc.process(pid, cgroup);
    proc.write("" + pid, "comm", "kubelet\n");
    proc.write("" + pid, "status", status);
    proc.write("" + pid, "cmdline", "/usr/bin/kubelet\0" + String.join("\0", words) + "\0");
  }

  private Answer look() {
    return kubelets().look();
  }

  private RunningKubelet kubelets() {
    return new RunningKubelet(folder, new StartTimePins(new ProcFs(folder)), exe -> rootsProgram);
  }

  private static String root(Answer answer) {
    return ((Answer.Known) answer).root();
  }

  @ParameterizedTest
  @CsvSource({
    "--v=2 --cgroup-root=/pods, /pods",
    "--cgroup-root /pods --v=2, /pods",
    "--cgroup-root=/a --cgroup-root=/b, /b",
    "--cgroup-root=pods, /pods",
    "--cgroup-root=, /",
    "--v=2, /",
    "--cgroup-driver=systemd --cgroup-root-of=/x, /",
  })
  void readsTheCommandLine(String words, String root) {
    kubelet(KUBELET, SERVICE, ROOTS, words.split(" "));
    assertThat(root(look())).isEqualTo(root);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind: KubeletConfiguration\ncgroupRoot: /container\n",
        "cgroupRoot: \"/container\"\n",
        "{\"kind\": \"KubeletConfiguration\", \"cgroupRoot\": \"/container\"}",
      })
  void readsTheFileAsTheKubeletSeesIt(String content) {
    kubelet(KUBELET, SERVICE, ROOTS, "--config", CONFIG);
    proc.write(KUBELET + "/root/var/lib/kubelet", "config.yaml", content);
    assertThat(look())
        .isEqualTo(
            new Answer.Known(
                "/container",
                "cgroupRoot in \"" + CONFIG + "\"",
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void readsAFileInTheKubeletsWorkingFolder() {
    kubelet(KUBELET, SERVICE, ROOTS, "--config=kubelet.yaml");
    proc.write(KUBELET + "/cwd", "kubelet.yaml", "cgroupRoot: /here\n");
    assertThat(root(look())).isEqualTo("/here");
  }

  @Test
  void letsLaterFilesOverrideEarlierOnesAndTheCommandLineAll() {
    kubelet(KUBELET, SERVICE, ROOTS, "--config=" + CONFIG, "--config-dir=/etc/kubelet.d");
    proc.write(KUBELET + "/root/var/lib/kubelet", "config.yaml", "cgroupRoot: /first\n");
    proc.write(KUBELET + "/root/etc/kubelet.d", "10.conf", "cgroupRoot: /second\n");
    proc.write(KUBELET + "/root/etc/kubelet.d", "20.conf", "cgroupRoot: /third\n");
    proc.write(KUBELET + "/root/etc/kubelet.d", "30.yaml", "cgroupRoot: /no\n");
    assertThat(look())
        .isEqualTo(
            new Answer.Known(
                "/third",
                "cgroupRoot in \"/etc/kubelet.d/20.conf\"",
                Optional.empty(),
                Optional.empty()));
    kubelet(KUBELET, SERVICE, ROOTS, "--config=" + CONFIG, "--cgroup-root=/flag");
    assertThat(root(look())).isEqualTo("/flag");
  }

  @Test
  void saysWhichFileCannotBeRead() {
    kubelet(KUBELET, SERVICE, ROOTS, "--config", CONFIG);
    assertThat(look().toString()).contains("the kubelet's file \"" + CONFIG + "\" cannot be read");
    proc.write(KUBELET + "/root/var/lib/kubelet", "config.yaml", "cgroupRoot: [1]\n");
    assertThat(look().toString()).contains("its cgroupRoot is \"[1]\", expected a path");
    proc.write(KUBELET + "/root/var/lib/kubelet", "config.yaml", "a: b: c\n");
    assertThat(look().toString()).contains("it is no YAML");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Name:\tkubelet\nUid:\t1000\t1000\t1000\t1000\n",
        "Name:\tkubelet\nUid:\t1000\t0\t0\t0\n",
        "Uid:\t0\t0\t0\t0\nUid:\t1000\t0\t0\t0\n",
      })
  void believesNoProcessOfAnotherAccount(String status) {
    kubelet(KUBELET, SERVICE, status, "--cgroup-root=/evil");
    assertThat(look()).isInstanceOf(Answer.Unknown.class);
  }

  @Test
  void believesNoProgramThatAUserCanStartAsRoot() {
    kubelet(KUBELET, SERVICE, ROOTS, "--cgroup-root=/evil");
    rootsProgram = false;
    assertThat(look()).isInstanceOf(Answer.Unknown.class);
  }

  @Test
  void believesNoProcessInAPidNamespaceOfItsOwn() {
    kubelet(KUBELET, SERVICE, ROOTS.replace("\t700", "\t700\t1"), "--cgroup-root=/evil");
    assertThat(look()).isInstanceOf(Answer.Unknown.class);
  }

  @Test
  void opensNothingButFiles() throws Exception {
    kubelet(KUBELET, SERVICE, ROOTS, "--config", CONFIG);
    Files.createDirectories(folder.resolve(KUBELET + CONFIG.replaceFirst("^", "/root")));
    assertThat(look().toString()).contains("it is a folder, expected a file");
  }

  @Test
  void believesNoOtherKubeletBesideOneThatCannotBeRead() {
    kubelet(KUBELET, SERVICE, ROOTS, "--config-dir=/not/there");
    kubelet(KUBELET + 1, SERVICE, ROOTS, "--cgroup-root=/evil");
    assertThat(look().toString()).contains("the kubelet, process 700, cannot be looked at");
  }

  @Test
  void believesNoProcessInAContainer() {
    for (String cgroup :
        List.of("/kubepods/podU1/C1", "/docker/C1", "/pods.slice/x-kubepods-podU1_.slice")) {
      kubelet(KUBELET, Layouts.expand("0::" + cgroup + "\n"), ROOTS, "--cgroup-root=/evil");
      assertThat(look()).isInstanceOf(Answer.Unknown.class);
    }
  }

  @Test
  void choosesBetweenNoTwoKubelets() {
    kubelet(KUBELET, SERVICE, ROOTS, "--cgroup-root=/a");
    kubelet(KUBELET + 1, SERVICE, ROOTS, "--cgroup-root=/a");
    assertThat(root(look())).isEqualTo("/a");
    kubelet(KUBELET + 1, SERVICE, ROOTS, "--cgroup-root=/b");
    assertThat(look())
        .isEqualTo(
            new Answer.Unknown("several kubelets run here, with the roots \"/a\" and \"/b\""));
  }

  @ParameterizedTest
  @CsvSource({
    "/pods, /pods, true",
    "/pods, /pods.slice, true",
    "/pods, /pods/, true",
    "/pods, /, false",
    "/, /, true",
    "/a/b, /a.slice/a-b.slice, true",
    "/a/b, /a, false",
  })
  void knowsItsOwnRootHoweverItIsSpelt(String own, String configured, boolean same) {
    assertThat(new Answer.Known(own, "x", Optional.empty(), Optional.empty()).isMeantBy(configured))
        .isEqualTo(same);
  }

  @Test
  void usesTheRootAsSoonAsAKubeletRuns() {
    long[] now = {0};
    CurrentCgroupRules rules =
        new CurrentCgroupRules(
            new PodCgroups(Optional.empty(), false),
            kubelets(),
            List::of,
            () -> now[0],
            Runnable::run);
    CgroupPath path =
        CgroupPath.parse(
            Layouts.expand(
                "/pods.slice/pods-kubepods.slice/pods-kubepods-podU1_.slice/crio-C1.scope"));
    assertThat(rules.get().locate(path)).isEqualTo(new Location.Outside());
    kubelet(KUBELET, SERVICE, ROOTS, "--cgroup-root=/pods");
    assertThat(rules.get().locate(path)).isEqualTo(new Location.Outside());
    now[0] = 10_000_000_000L;
    assertThat(rules.get().locate(path)).isInstanceOf(Location.InPod.class);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "files have no numeric owner there")
  void locatesByTheKubeletsOwnRoot() throws Exception {
    kubelet(KUBELET, SERVICE, ROOTS, "--cgroup-root=/pods");
    Files.createSymbolicLink(folder.resolve(KUBELET + "/exe"), Path.of("/usr/bin/env"));
    proc.process(5, Layouts.expand("0::/pods/kubepods/podU1/C1\n"));
    ProcFs files = new ProcFs(folder);
    LinuxContainerLocator locator =
        new LinuxContainerLocator(
            files, new StartTimePins(files), new PodCgroups(Optional.empty(), false));
    try (ProcessPin pin = locator.pin(5)) {
      assertThat(locator.locate(5, pin)).isInstanceOf(Location.InPod.class);
    }
  }
}
