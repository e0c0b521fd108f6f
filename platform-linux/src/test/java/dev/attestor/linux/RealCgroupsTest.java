package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.spi.ContainerArrivals.Listener;
import dev.attestor.linux.CgroupTree.Watcher;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * With cgroups that the kernel makes: it does not tell a watch that its cgroup is gone, as it does
 * with folders of other file systems.
 */
@Timeout(180)
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has cgroups")
class RealCgroupsTest {

  private static final List<Path> PLACES =
      List.of(
          Path.of("/sys/fs/cgroup/unified"),
          Path.of("/sys/fs/cgroup/pids"),
          Path.of("/sys/fs/cgroup"));

  private final List<String> told = new ArrayList<>();
  private final Listener listener =
      new Listener() {
        @Override
        public void pod(PodUid pod) {
          told.add(pod.toString());
        }

        @Override
        public void container(PodUid pod, ContainerId container) {
          told.add(container.toString());
        }
      };
  private @Nullable Path top;

  /** A cgroup without processes, which limits nothing. */
  @BeforeEach
  void make() {
    StringBuilder why = new StringBuilder();
    for (Path place : PLACES) {
      try {
        Path folder = Files.createTempDirectory(place, "attestor-test-");
        top = folder;
        if (Files.exists(folder.resolve("cgroup.procs"))) {
          return;
        }
        Files.delete(folder);
        why.append(' ').append(place).append(" holds no cgroups");
      } catch (IOException e) {
        why.append(' ').append(e);
      }
    }
    top = null;
    abort("it takes root and a writable /sys/fs/cgroup to make cgroups:" + why);
  }

  @AfterEach
  void remove() throws IOException {
    if (top != null) {
      remove(top);
    }
  }

  /** A cgroup's files go with it. */
  private static void remove(Path folder) throws IOException {
    List<Path> within;
    try (Stream<Path> entries = Files.list(folder)) {
      within = entries.filter(Files::isDirectory).toList();
    }
    for (Path each : within) {
      remove(each);
    }
    Files.delete(folder);
  }

  @Test
  void watchesEndWithTheirCgroups() throws Exception {
    Path mount = Objects.requireNonNull(top);
    Path kubepods = Files.createDirectory(mount.resolve("kubepods"));
    try (WatchService service = FileSystems.getDefault().newWatchService()) {
      CgroupTree tree =
          new CgroupTree(mount, KubeletRoot.of("/"), Watcher.of(service), listener, () -> 0);
      tree.watchRoots();
      for (int i = 0; i < CgroupTree.MAX_WATCHES + 100; i++) {
        Path pod =
            Files.createDirectory(kubepods.resolve("podffffffffffffffffffffffff%08x".formatted(i)));
        handleUntil(() -> tree.size() == 3, tree, service);
        Files.delete(pod);
        handleUntil(() -> tree.size() == 2, tree, service);
      }
      told.clear();
      Path last = Files.createDirectory(kubepods.resolve("pod" + Layouts.U1));
      handleUntil(() -> tree.size() == 3, tree, service);
      Files.createDirectory(last.resolve(Layouts.C1));
      handleUntil(() -> told.contains(Layouts.C1), tree, service);
      assertThat(told).containsExactly(Layouts.U1, Layouts.C1);
    }
  }

  private static void handleUntil(BooleanSupplier done, CgroupTree tree, WatchService service)
      throws InterruptedException {
    while (!done.getAsBoolean()) {
      WatchKey key = service.poll(60, TimeUnit.SECONDS);
      assertThat(key).as("an event").isNotNull();
      tree.handle(Objects.requireNonNull(key));
    }
  }
}
