package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.locate.Location;
import dev.attestor.linux.RunningKubelet.Answer;
import dev.attestor.linux.proc.ProcFs;
import dev.attestor.linux.proc.StartTimePins;
import dev.attestor.testkit.FakeProc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names count once it is known which driver the kubelet uses. */
class KubeletsDriverTest {

  private static final int KUBELET = 700;
  private static final long SECOND = 1_000_000_000L;
  private static final String PLAIN = "/kubepods/podU1/C1";
  private static final String SLICE =
      "/kubepods.slice/kubepods-podU1_.slice/cri-containerd-C1.scope";

  @TempDir private Path folder;

  private void kubelet(String... words) {
    FakeProc proc = new FakeProc(folder);
    proc.process(KUBELET, "0::/system.slice/kubelet.service\n");
    proc.write("" + KUBELET, "comm", "kubelet\n");
    proc.write("" + KUBELET, "status", "Name:\tkubelet\nUid:\t0\t0\t0\t0\nNSpid:\t700\n");
    proc.write("" + KUBELET, "cmdline", "kubelet\0" + String.join("\0", words) + "\0");
  }

  private void cgroup(String path) throws Exception {
    Files.createDirectories(folder.resolve(KUBELET + "/root/sys/fs/cgroup/pids" + path));
  }

  private RunningKubelet look() {
    return new RunningKubelet(folder, new StartTimePins(new ProcFs(folder)), exe -> true);
  }

  private Optional<CgroupDriver> driver() {
    return ((Answer.Known) look().look()).driver();
  }

  @ParameterizedTest(name = "{0} with {1}: {2}")
  @CsvSource({
    "--v=2,                                 /kubepods,                 CGROUPFS",
    "--v=2,                                 /kubepods.slice,           SYSTEMD",
    "--cgroup-driver=cgroupfs,              /kubepods.slice,           SYSTEMD",
    "--cgroup-driver=systemd,               /kubepods,                 CGROUPFS",
    "--cgroup-driver=systemd,               /kubepods /kubepods.slice, SYSTEMD",
    "--cgroup-driver=cgroupfs,              /kubepods /kubepods.slice, CGROUPFS",
    "--cgroup-root=/a/b --v=2,              /a.slice/a-b.slice/a-b-kubepods.slice, SYSTEMD",
    "--cgroup-root=/a/b --v=2,              /a/b/kubepods,             CGROUPFS",
  })
  void isTheOneWhoseCgroupsThereAre(String words, String cgroups, CgroupDriver driver)
      throws Exception {
    kubelet(words.split(" ", -1));
    for (String cgroup : cgroups.split(" ", -1)) {
      cgroup(cgroup);
    }
    assertThat(driver()).contains(driver);
  }

  @ParameterizedTest
  @CsvSource({"--v=2, /kubepods /kubepods.slice", "--cgroup-driver=systemd, /user.slice"})
  void isUnknownWithoutItsCgroupsOrWithThoseOfBoth(String words, String cgroups) throws Exception {
    kubelet(words.split(" ", -1));
    for (String cgroup : cgroups.split(" ", -1)) {
      cgroup(cgroup);
    }
    assertThat(driver()).isEmpty();
  }

  @Test
  void isReadFromTheKubeletsFile() throws Exception {
    kubelet("--config=/kubelet.yaml");
    new FakeProc(folder).write(KUBELET + "/root", "kubelet.yaml", "cgroupDriver: systemd\n");
    cgroup("/kubepods");
    cgroup("/kubepods.slice");
    assertThat(driver()).contains(CgroupDriver.SYSTEMD);
  }

  /** Only root could make that tree; yet it is not the kubelet's. */
  @Test
  void makesATreeOfTheOtherDriverWorthless() throws Exception {
    long[] now = {0};
    kubelet("--cgroup-driver=systemd");
    CurrentCgroupRules rules =
        new CurrentCgroupRules(
            new PodCgroups(Optional.empty(), false), look(), List::of, () -> now[0], Runnable::run);
    assertThat(locate(rules, PLAIN)).isInstanceOf(Location.InPod.class);

    cgroup("/kubepods.slice");
    cgroup("/kubepods");
    now[0] = 10_000_000_000L;

    assertThat(locate(rules, PLAIN)).isEqualTo(new Location.Outside());
    assertThat(locate(rules, SLICE)).isInstanceOf(Location.InPod.class);
  }

  @Test
  void makesSlicesWorthlessWithCgroupfs() throws Exception {
    kubelet("--cgroup-driver=cgroupfs");
    cgroup("/kubepods");
    CurrentCgroupRules rules =
        new CurrentCgroupRules(
            new PodCgroups(Optional.empty(), false), look(), List::of, () -> 0, Runnable::run);

    assertThat(locate(rules, SLICE)).isEqualTo(new Location.Outside());
    assertThat(locate(rules, PLAIN)).isInstanceOf(Location.InPod.class);
  }

  private CurrentCgroupRules rules(long[] now) {
    return new CurrentCgroupRules(
        new PodCgroups(Optional.empty(), false), look(), List::of, () -> now[0], Runnable::run);
  }

  @Test
  void mayChangeWhileAttestorRuns() throws Exception {
    long[] now = {0};
    kubelet("--cgroup-driver=cgroupfs");
    cgroup("/kubepods");
    CurrentCgroupRules rules = rules(now);
    assertThat(locate(rules, SLICE)).isEqualTo(new Location.Outside());

    kubelet("--cgroup-driver=systemd");
    cgroup("/kubepods.slice");
    now[0] += 59 * SECOND;
    assertThat(locate(rules, SLICE)).isEqualTo(new Location.Outside());
    now[0] += SECOND;
    assertThat(locate(rules, SLICE)).isInstanceOf(Location.InPod.class);
    assertThat(locate(rules, PLAIN)).isEqualTo(new Location.Outside());
  }

  /** As where the kubelet takes the driver of the container runtime. */
  @Test
  void mayChangeWithoutBeingConfigured() throws Exception {
    long[] now = {0};
    kubelet("--v=2");
    cgroup("/kubepods");
    CurrentCgroupRules rules = rules(now);
    cgroup("/kubepods.slice");
    now[0] += 60 * SECOND;

    assertThat(locate(rules, SLICE)).isInstanceOf(Location.InPod.class);
    assertThat(locate(rules, PLAIN)).isInstanceOf(Location.InPod.class);
  }

  @Test
  void isNotThatOfATreeThatIsLeftOver() throws Exception {
    long[] now = {0};
    kubelet("--cgroup-driver=systemd");
    cgroup("/kubepods");
    CurrentCgroupRules rules = rules(now);
    assertThat(locate(rules, SLICE)).isInstanceOf(Location.InPod.class);

    cgroup("/kubepods.slice");
    now[0] += 10 * SECOND;
    assertThat(locate(rules, SLICE)).isInstanceOf(Location.InPod.class);
    assertThat(locate(rules, PLAIN)).isEqualTo(new Location.Outside());
  }

  @Test
  void isThatOfTheOnlyTreeAfterAMinuteWhateverIsConfigured() throws Exception {
    long[] now = {0};
    kubelet("--cgroup-driver=cgroupfs");
    cgroup("/kubepods.slice");
    CurrentCgroupRules rules = rules(now);
    for (int look = 1; look < 6; look++) {
      assertThat(locate(rules, PLAIN)).isInstanceOf(Location.InPod.class);
      now[0] += 10 * SECOND;
    }
    assertThat(locate(rules, PLAIN)).isEqualTo(new Location.Outside());
    assertThat(locate(rules, SLICE)).isInstanceOf(Location.InPod.class);
  }

  @Test
  void staysWhileTheKubeletIsStartedAnew() throws Exception {
    long[] now = {0};
    kubelet("--cgroup-driver=systemd");
    cgroup("/kubepods.slice");
    CurrentCgroupRules rules = rules(now);
    new FakeProc(folder).write("" + KUBELET, "comm", "other\n");
    now[0] += 60 * SECOND;
    assertThat(locate(rules, PLAIN)).isEqualTo(new Location.Outside());
    assertThat(locate(rules, SLICE)).isInstanceOf(Location.InPod.class);
  }

  private static Location locate(CurrentCgroupRules rules, String path) {
    return rules.get().locate(CgroupPath.parse(Layouts.expand(path)));
  }
}
