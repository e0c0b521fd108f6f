package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The demo on this host's kernel. */
@RequiresRoot
class DemoIT {

  @Test
  void attestsARealProcessInARealCgroupAndLeavesNothing() throws Exception {
    Set<String> before = traces();
    Program demo = Program.attestor("demo");
    assertThat(demo.status()).as(demo.err()).isZero();
    assertThat(demo.lines())
        .contains("k8s:ns:production", "k8s:sa:web", "k8s:container-name:blog")
        .isSorted()
        .hasSize(15);
    assertThat(demo.err())
        .contains("runs in the cgroup /", "a kubelet stand-in lists its pod", "attestor attest");
    assertThat(traces()).isEqualTo(before);
  }

  @Test
  void saysWhatItNeedsWithoutRoot() throws Exception {
    Program demo =
        Program.run(
            "setpriv", "--reuid=65534", "--clear-groups", Program.launcher().toString(), "demo");
    assertThat(demo.status()).isEqualTo(1);
    assertThat(demo.out()).isEmpty();
    assertThat(demo.err())
        .contains("attestor: error: a cgroup cannot be created: ")
        .contains("attestor: hint: run it as root on a Linux host");
  }

  /** Temporary folders and cgroups that a demo creates. */
  private static Set<String> traces() throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of("/tmp"))) {
      found.addAll(names(files.filter(f -> f.getFileName().toString().startsWith("attestor-"))));
    }
    for (String group : List.of("pids", "unified", "systemd", "")) {
      Path mount = Path.of("/sys/fs/cgroup", group);
      if (Files.isDirectory(mount)) {
        try (Stream<Path> groups = Files.walk(mount, 1, new FileVisitOption[0])) {
          found.addAll(names(groups.filter(Files::isDirectory)));
        }
      }
    }
    return found;
  }

  private static Set<String> names(Stream<Path> files) {
    return files.map(Path::toString).collect(Collectors.toSet());
  }
}
