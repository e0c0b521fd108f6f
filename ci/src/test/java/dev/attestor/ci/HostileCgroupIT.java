package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process of a real pod moves into a child cgroup that it has named after another pod and
 * container.
 */
@RequiresRoot
@RequiresCluster
class HostileCgroupIT {

  private static final String OWN = "/bin/sleep 500003";
  private static final String VICTIM = "/bin/sleep 500015";

  @TempDir private Path folder;
  private final List<Path> made = new ArrayList<>();
  private final List<Path> left = new ArrayList<>();

  @BeforeEach
  void makePods() throws Exception {
    Cluster.applyManifests();
  }

  @AfterEach
  void moveBack() throws Exception {
    int pid = Cluster.process(OWN).orElseThrow();
    for (Path group : left) {
      Files.writeString(group.resolve("cgroup.procs"), Integer.toString(pid));
    }
    for (int i = made.size() - 1; i >= 0; i--) {
      Files.delete(made.get(i));
    }
  }

  @Test
  void isAttestedAsItsOwnPodAndNeverAsTheOther() throws Exception {
    int pid = Cluster.process(OWN).orElseThrow();
    String forged = podAndContainer(Cluster.process(VICTIM).orElseThrow());
    moveBelow(pid, forged);
    assertThat(Files.readString(Path.of("/proc/" + pid + "/cgroup"))).contains(forged);
    Path config =
        Files.writeString(
            folder.resolve("k8s.hcl"), "kubelet_read_only_port = " + Cluster.READ_ONLY_PORT);
    Program program = Program.attestor("attest", "--config", config.toString(), "--pid", "" + pid);
    assertThat(program.status()).as(program.err()).isZero();
    assertThat(program.lines()).contains("k8s:pod-name:guaranteed", "k8s:container-name:main");
    assertThat(program.out()).doesNotContain("in-prod").doesNotContain("production");
  }

  private static String podAndContainer(int pid) throws IOException {
    String cgroup = Files.readString(Path.of("/proc/" + pid + "/cgroup"));
    return cgroup.replaceFirst("(?s).*?/(pod[0-9a-f-]{36}/[0-9a-f]{64}).*", "$1");
  }

  /** In every hierarchy that allows it. */
  private void moveBelow(int pid, String child) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"))) {
      String[] fields = line.split(":", 3);
      Path own = mount(fields[1]).resolve(fields[2].substring(1));
      if (!Files.isDirectory(own) || fields[1].contains("cpuset")) {
        continue;
      }
      Path group = own;
      for (String segment : child.split("/", -1)) {
        group = group.resolve(segment);
        Files.createDirectory(group);
        made.add(group);
      }
      Files.writeString(group.resolve("cgroup.procs"), Integer.toString(pid));
      left.add(own);
    }
  }

  static Path mount(String controllers) {
    Path root = Path.of("/sys/fs/cgroup");
    if (controllers.isEmpty()) {
      Path unified = root.resolve("unified");
      return Files.isDirectory(unified) ? unified : root;
    }
    return root.resolve(controllers.replace("name=", ""));
  }
}
