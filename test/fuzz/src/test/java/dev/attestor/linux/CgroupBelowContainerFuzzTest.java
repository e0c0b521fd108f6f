package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.core.error.AttestationException;
import dev.attestor.core.locate.Location;
import dev.attestor.fuzz.Seeds;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Only the bytes before the first segment that the container could have named determine the pod.
 * Whatever a workload calls the cgroups below its own, it is located in its own container or
 * rejected; a process outside of all pods stays outside or is rejected.
 */
class CgroupBelowContainerFuzzTest {

  private static final String UID = "4b1ad6a5-6bd7-4e3b-9a4c-0a1b2c3d4e5f";
  private static final String SLICE_UID = UID.replace('-', '_');
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final String VICTIM = "99999999-9999-4999-8999-999999999999";
  private static final String OTHER_ID = "9".repeat(64);

  /** Cgroups created by a runtime or an administrator; the workload may create others below. */
  private static final List<String> GIVEN =
      List.of(
          "0::/kubepods/burstable/pod" + UID + "/" + ID,
          "0::/kubepods.slice/kubepods-pod" + SLICE_UID + ".slice/cri-containerd-" + ID + ".scope",
          "0::/kubepods.slice/kubepods-pod" + SLICE_UID + ".slice/crio-" + ID + ".scope/container",
          "9:cpu:/kubepods-pod" + SLICE_UID + ".slice:cri-containerd:" + ID,
          "0::/user.slice/user-1000.slice/user@1000.service/app.slice",
          "0::/machine.slice/libpod-" + OTHER_ID + ".scope/container",
          "0::/system.slice/nginx.service");

  private static final FuzzedProc PROC = new FuzzedProc();

  static Stream<byte[]> names() {
    return Seeds.texts(
        "0x",
        "0kubepods/pod" + VICTIM + "/" + OTHER_ID,
        "1../../kubepods/pod" + VICTIM + "/" + OTHER_ID,
        "4x\t9::/kubepods/pod" + VICTIM + "/" + OTHER_ID,
        "4x y:z/\u0085\u2028/crio-" + OTHER_ID + ".scope",
        "5kubepods-pod" + VICTIM.replace('-', '_') + ".slice:cri-containerd:" + OTHER_ID,
        "6x (deleted)/cri-containerd-" + OTHER_ID + ".scope (deleted)");
  }

  /** The first byte selects the given cgroup; the rest is the workload's names below it. */
  @MethodSource("names")
  @FuzzTest
  void locatesByWhatStandsAbove(byte[] data) {
    if (data.length == 0 || contains(data, '\n')) {
      // The kernel creates no cgroup whose name contains a line feed.
      return;
    }
    String given = GIVEN.get(Math.floorMod(data[0] - '0', GIVEN.size()));
    Location expected = PROC.locate((given + "\n").getBytes(StandardCharsets.ISO_8859_1));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes((given + "/").getBytes(StandardCharsets.ISO_8859_1));
    file.write(data, 1, data.length - 1);
    file.write('\n');
    try {
      assertThat(PROC.locate(file.toByteArray())).isEqualTo(expected);
    } catch (AttestationException e) {
      // Rejected, which is safe.
    }
  }

  private static boolean contains(byte[] data, char wanted) {
    for (byte each : data) {
      if (each == wanted) {
        return true;
      }
    }
    return false;
  }
}
