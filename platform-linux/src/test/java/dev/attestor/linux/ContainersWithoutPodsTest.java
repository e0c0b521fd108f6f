package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.linux.proc.ProcFs;
import dev.attestor.linux.proc.StartTimePins;
import dev.attestor.testkit.FakeProc;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Containers outside of pod cgroups, from a kubelet with {@code cgroupsPerQOS: false}. */
class ContainersWithoutPodsTest {

  private static final int PID = 123;

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "containerd                     | 0::/k8s.io/C1                               | /            | 0::/ | ? C1",
        "containerd, its folder         | 0::/k8s.io/C1                               | /k8s.io      | 0::/ | ? C1",
        "Docker on v1                   | 4:blkio:/docker/C1                          | /            | 0::/ | ? C1",
        "Docker, its folder             | 4:blkio:/docker/C1                          | /docker      | 0::/ | ? C1",
        "Docker, systemd                | 0::/system.slice/docker-C1.scope            | /            | 0::/ | ? C1",
        "Docker, systemd, its slice     | 0::/system.slice/docker-C1.scope            | /system.slice| 0::/ | ? C1",
        "containerd, systemd            | 0::/system.slice/cri-containerd-C1.scope    | /system.slice| 0::/ | ? C1",
        "CRI-O                          | 0::/crio/crio-C1                            | /            | 0::/ | ? C1",
        "CRI-O, systemd                 | 0::/system.slice/crio-C1.scope              | /system.slice| 0::/ | ? C1",
        "CRI-O, crun                    | 0::/system.slice/crio-C1.scope/container    | /            | 0::/ | ? C1",
        "CRI-O, the slice's own name    | 0::/system.slice/crio-C1.scope              | /system      | 0::/ | ? C1",
        "CRI-O's monitor                | 0::/system.slice/crio-conmon-C1.scope       | /            | 0::/ | -",
        "below another root             | 0::/k8s.io/C1                               | /docker      | 0::/ | -",
        "removed                        | 0::/k8s.io/C1 (deleted)                     | /            | 0::/ | ? C1",
        "with a pod after all           | 0::/kubepods/burstable/podU1/C1             | /            | 0::/ | U1 C1",
        "from a cgroup namespace        | 0::/../C1                                   | /k8s.io      | 0::/ | ? C1",
        "from one elsewhere             | 0::/../../../system.slice/crio-C1.scope     | /            | 0::/ | ? C1",
        "a host process                 | 0::/system.slice/containerd.service         | /            | 0::/ | -",
        "a service that chose a name    | 0::/system.slice/evil.service/C2            | /            | 0::/ | -",
        "a service, its slice as root   | 0::/system.slice/evil.service/docker/C2     | /system.slice| 0::/ | -",
        "a user's session               | 0::/user.slice/user-1000.slice/user@1000.service/docker/C2 | / | 0::/ | -",
        "a user's session, relative     | 0::/../../user.slice/user-1000.slice/user@1000.service/C2 | / | 0::/ | -",
        "a name below the container     | 0::/k8s.io/C1/C2                            | /            | 0::/ | ? C1",
        "a pod below the container      | 0::/k8s.io/C1/kubepods/podU2/C2             | /            | 0::/ | ? C1",
        "a pod below Docker's container | 0::/docker/C1/kubepods/podU2/C2             | /            | 0::/ | ? C1",
        "the same, its folder           | 0::/docker/C1/kubepods/podU2/C2             | /docker      | 0::/ | ? C1",
        "the same, next to the reader   | 0::/docker/C1/kubepods/podU2/C2             | /            | 0::/docker/C1 | ? C1",
        "the same, in a systemd scope   | 0::/system.slice/docker-C1.scope/kubepods/podU2/C2 | /system.slice | 0::/ | ? C1",
        "a container below a pod's      | 0::/kubepods/podU1/C1/k8s.io/C2             | /            | 0::/ | U1 C1",
        "a node that the reader is in   | 0::/docker/<N>/k8s.io/C1                    | /            | 0::/docker/<N>/agent | ? C1",
        "the node's own process         | 0::/docker/<N>/system.slice/foo.service     | /            | 0::/docker/<N>/agent | -",
        "a node as root                 | 0::/docker/<N>/k8s.io/C1                    | /docker/<N>  | 0::/ | ? C1",
      })
  void takesTheFirstContainerThatARuntimeNamed(
      String what, String cgroup, String root, String self, String expected) {
    assertThat(describe(locate(cgroup, root, self, true))).isEqualTo(Layouts.expand(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "0::/k8s.io/C1, /k8s.io",
    "0::/docker/C1, /docker",
    "0::/system.slice/crio-C1.scope, /system.slice",
    "0::/k8s.io/C1, /",
  })
  void countsNoneUnlessThatIsChosen(String cgroup, String root) {
    assertThat(locate(cgroup, root, "0::/", false)).isEqualTo(new Location.Outside());
  }

  private Location locate(String cgroup, String root, String self, boolean withoutPods) {
    FakeProc proc =
        new FakeProc(folder)
            .self(Layouts.expand(self) + "\n")
            .process(PID, Layouts.expand(cgroup) + "\n");
    ProcFs files = new ProcFs(proc.root());
    PodCgroups cgroups = new PodCgroups(Optional.of(Layouts.expand(root)), withoutPods);
    LinuxContainerLocator locator =
        new LinuxContainerLocator(files, new StartTimePins(files), cgroups);
    try (ProcessPin pin = locator.pin(PID)) {
      return locator.locate(PID, pin);
    }
  }

  private static String describe(Location location) {
    if (location instanceof Location.InPod in) {
      return in.pod() + " " + in.container();
    }
    return location instanceof Location.InContainer in ? "? " + in.container() : "-";
  }
}
