package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.spi.ContainerArrivals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has cgroups")
class CgroupArrivalsTest {

  private static final String C1 = Layouts.C1;
  private static final String U1 = Layouts.U1;

  @TempDir private Path mount;
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private CgroupArrivals arrivals;

  @BeforeEach
  void watch() throws Exception {
    Files.createFile(mount.resolve("cgroup.controllers"));
    arrivals = arrivals("/");
  }

  private CgroupArrivals arrivals(String root) {
    return new CgroupArrivals(List.of(mount.resolve("missing"), mount), () -> KubeletRoot.of(root));
  }

  @AfterEach
  void close() {
    arrivals.close();
  }

  /** Starts, and waits until the tree is watched: a pod that is made for it is told. */
  private void start() throws Exception {
    arrivals.start(
        new ContainerArrivals.Listener() {
          @Override
          public void pod(PodUid pod) {
            told.add("pod " + pod);
          }

          @Override
          public void container(PodUid pod, ContainerId container) {
            told.add("container " + pod + " " + container);
          }
        });
  }

  private void awaitWatch(String parent) throws Exception {
    for (int i = 0; told.isEmpty(); i++) {
      make(parent + "/pod" + "%032x".formatted(i));
      String first = told.poll(200, TimeUnit.MILLISECONDS);
      if (first != null) {
        break;
      }
    }
    Thread.sleep(300);
    told.clear();
  }

  private Path make(String path) throws Exception {
    return Files.createDirectories(mount.resolve(path));
  }

  private String next() throws Exception {
    return String.valueOf(told.poll(60, TimeUnit.SECONDS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kubepods/besteffort/podU1/C1",
        "kubepods/podU1/C1",
        "kubelet/kubepods/burstable/podU1/C1",
      })
  void tellsOfPodsAndContainersOfTheCgroupfsDriver(String path) throws Exception {
    tellsOf(Layouts.expand(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podU1_.slice/cri-containerd-C1.scope",
        "kubepods.slice/kubepods-podU1_.slice/crio-C1.scope",
        "kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-podU1_.slice/cri-containerd-C1.scope",
      })
  void tellsOfPodsAndContainersOfTheSystemdDriver(String path) throws Exception {
    tellsOf(Layouts.expand(path));
  }

  private void tellsOf(String path) throws Exception {
    String pod = path.substring(0, path.lastIndexOf('/'));
    String parent = pod.substring(0, pod.lastIndexOf('/'));
    make(parent);
    start();
    awaitWatch(parent);

    make(pod);
    assertThat(next()).isEqualTo("pod " + U1);
    make(path);
    assertThat(next()).isEqualTo("container " + U1 + " " + C1);
  }

  @Test
  void tellsOfAContainerThatCameWithItsPod() throws Exception {
    make("kubepods");
    start();
    awaitWatch("kubepods");
    make("kubepods/pod" + U1 + "/" + C1);

    assertThat(next()).isEqualTo("pod " + U1);
    assertThat(next()).isEqualTo("container " + U1 + " " + C1);
  }

  @Test
  void tellsOfATreeThatBeginsLater() throws Exception {
    start();
    awaitWatch("kubepods/besteffort");
    make("kubepods/besteffort/pod" + U1);

    assertThat(next()).isEqualTo("pod " + U1);
  }

  @Test
  void watchesOneHierarchyOfCgroupsV1() throws Exception {
    Files.delete(mount.resolve("cgroup.controllers"));
    make("memory/kubepods");
    make("pids/kubepods");
    start();
    awaitWatch("pids/kubepods");
    make("memory/kubepods/pod" + U1);
    make("pids/kubepods/pod" + U1);

    assertThat(next()).isEqualTo("pod " + U1);
    assertThat(told.poll(300, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void watchesTheConfiguredRootAlone() throws Exception {
    arrivals = arrivals("/pods");
    make("pods/kubepods");
    make("kubepods");
    start();
    awaitWatch("pods/kubepods");
    make("kubepods/pod" + U1);
    make("pods/kubepods/pod" + Layouts.U2);

    assertThat(next()).isEqualTo("pod " + Layouts.U2);
  }

  /** As where the kubelet starts after Attestor. */
  @Test
  void watchesTheRootThatIsKnownLater() throws Exception {
    AtomicReference<String> root = new AtomicReference<>("/");
    arrivals = new CgroupArrivals(List.of(mount), () -> KubeletRoot.of(root.get()));
    make("pods/kubepods");
    start();
    make("pods/kubepods/pod" + Layouts.U2);
    assertThat(told.poll(1, TimeUnit.SECONDS)).isNull();
    root.set("/pods");
    awaitWatch("pods/kubepods");
    make("pods/kubepods/pod" + U1);

    assertThat(next()).isEqualTo("pod " + U1);
  }

  @Test
  void keepsTheRootBelowWhichPodsWereFound() throws Exception {
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    arrivals =
        new CgroupArrivals(
            List.of(mount),
            () -> {
              asked.add("root");
              return KubeletRoot.of("/");
            });
    make("kubepods");
    start();
    awaitWatch("kubepods");
    TimeUnit.SECONDS.sleep(11);
    make("kubepods/pod" + U1);

    assertThat(next()).isEqualTo("pod " + U1);
    assertThat(asked).hasSize(1);
  }

  @Test
  void tellsNothingOfWhatWasThereBeforeIt() throws Exception {
    make("kubepods/pod" + U1 + "/" + C1);
    start();
    awaitWatch("kubepods");
    make("kubepods/pod" + U1 + "/" + Layouts.C2);

    assertThat(next()).isEqualTo("container " + U1 + " " + Layouts.C2);
  }

  /** A workload may make cgroups below its own, a user below a delegated one. */
  @Test
  void tellsNothingOfCgroupsThatWorkloadsAndUsersMake() throws Exception {
    make("kubepods/pod" + U1 + "/" + C1);
    make("user.slice/user-1000.slice/user@1000.service");
    start();
    awaitWatch("kubepods");
    make("kubepods/pod" + U1 + "/" + C1 + "/pod" + Layouts.U2 + "/" + Layouts.C2);
    make("user.slice/user-1000.slice/user@1000.service/kubepods/pod" + Layouts.U2);
    make("kubepods/pod" + Layouts.U2.toUpperCase(java.util.Locale.ROOT));
    make("kubepods/po\u00e9d\n" + Layouts.U2);
    make("kubepods/pod" + U1 + "/" + Layouts.C2);

    assertThat(next()).isEqualTo("container " + U1 + " " + Layouts.C2);
    assertThat(told).isEmpty();
  }

  @Test
  void endsItsWatchesWithTheirPods() throws Exception {
    make("kubepods");
    start();
    awaitWatch("kubepods");
    for (int i = 0; i < 1_500; i++) {
      Path pod = make("kubepods/podffffffffffffffffffffffff%08x".formatted(i));
      assertThat(next()).startsWith("pod ffff");
      Files.delete(pod);
    }
    make("kubepods/pod" + U1 + "/" + C1);

    assertThat(next()).isEqualTo("pod " + U1);
    assertThat(next()).isEqualTo("container " + U1 + " " + C1);
  }

  @Test
  void survivesAStorm() throws Exception {
    make("kubepods/pod" + U1);
    start();
    awaitWatch("kubepods");
    for (int i = 0; i < 10_000; i++) {
      make("kubepods/podffffffffffffffffffffffff%08x".formatted(i));
    }
    assertThat(next()).startsWith("pod ffff");
    make("kubepods/pod" + U1 + "/" + C1);

    String last = next();
    while (last.startsWith("pod ")) {
      last = next();
    }
    assertThat(last).isEqualTo("container " + U1 + " " + C1);
  }
}
