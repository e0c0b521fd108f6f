package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.core.error.AttestationException;
import dev.attestor.core.locate.Location;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole cgroup files: a second implementation gives the same location for any bytes, or they are
 * rejected.
 */
class CgroupFileFuzzTest {

  private static final FuzzedProc PROC = new FuzzedProc();

  static Stream<byte[]> files() {
    String uid = "4b1ad6a5-6bd7-4e3b-9a4c-0a1b2c3d4e5f";
    String id = "0123456789abcdef".repeat(4);
    return Seeds.texts(
        "0::/\n",
        "0::/kubepods/burstable/pod" + uid + "/" + id + "\n",
        "0::/kubepods.slice/kubepods-pod"
            + uid.replace('-', '_')
            + ".slice/crio-"
            + id
            + ".scope\n",
        "3:pids:/kubepods-besteffort-pod"
            + uid.replace('-', '_')
            + ".slice:cri-containerd:"
            + id
            + "\n",
        "4:cpu,cpuacct:/kubelet/kubepods/pod" + uid + "/" + id + "/x:y z\n1:name=systemd:/\n",
        "0::/../pod" + uid + "/" + id + " (deleted)\n");
  }

  @MethodSource("files")
  @FuzzTest
  void locatesAsTheReferenceDoes(byte[] file) {
    Growth.check(file, PROC::locate);
    Location location;
    try {
      location = PROC.locate(file);
    } catch (AttestationException e) {
      Refusals.check(e);
      return;
    }
    if (location instanceof Location.InPod) {
      assertThat(ReferenceLocation.of(file)).contains(location);
    }
  }
}
