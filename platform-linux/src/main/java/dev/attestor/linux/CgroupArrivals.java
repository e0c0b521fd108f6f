package dev.attestor.linux;

import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.spi.ContainerArrivals;
import dev.attestor.linux.CgroupTree.Watcher;
import dev.attestor.linux.RunningKubelet.Answer;
import dev.attestor.threads.DaemonThreads;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices new pods and containers by their cgroups, with inotify: a pod's appears some 200 ms, a
 * container's some 40 ms before the container's first process runs. Needs a view of the host's
 * cgroups; without one it tells nothing.
 *
 * <p>Only the names of folders are read, and only as hints. Whoever may make cgroups in the
 * kubelet's tree can make it tell anything.
 */
public final class CgroupArrivals implements ContainerArrivals {

  private static final Logger LOG = LoggerFactory.getLogger(CgroupArrivals.class);

  /** In a pod, {@code /sys/fs/cgroup} may show only the pod's own cgroup. */
  private static final List<Path> USUAL =
      List.of(Path.of("/host/sys/fs/cgroup"), Path.of("/sys/fs/cgroup"));

  /** How soon a tree is noticed that was not there at the start. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final List<Path> mounts;
  private final Supplier<KubeletRoot> root;
  private final Thread thread = DaemonThreads.named("attestor-cgroups").newThread(this::run);

  private volatile @Nullable Listener listener;
  private volatile boolean closed;

  /** Watches the cgroups of this host, with the kubelet's pods in the given ones. */
  public static CgroupArrivals ofHost(PodCgroups cgroups) {
    return new CgroupArrivals(USUAL, () -> KubeletRoot.of(root(cgroups)));
  }

  /** Runs on the thread of the watch, because looking for the kubelet may take long. */
  private static String root(PodCgroups cgroups) {
    return cgroups
        .root()
        .orElseGet(
            () ->
                RunningKubelet.ofHost().look() instanceof Answer.Known known ? known.root() : "/");
  }

  /**
   * Watches a tree of cgroups.
   *
   * @param mounts where cgroups may be mounted; the first that exists counts
   * @param root the cgroup below which the kubelet keeps its pods; asked again until its cgroups
   *     are found there, because the kubelet may start later
   */
  CgroupArrivals(List<Path> mounts, Supplier<KubeletRoot> root) {
    this.mounts = List.copyOf(mounts);
    this.root = root;
  }

  @Override
  public void start(Listener told) {
    listener = told;
    thread.start();
  }

  private void run() {
    Listener told = listener;
    Optional<Path> folder =
        mounts.stream().filter(Files::isDirectory).findFirst().map(CgroupTree::hierarchy);
    if (told == null || folder.isEmpty()) {
      LOG.atInfo()
          .addKeyValue("looked_at", mounts)
          .log("no cgroups are to be seen; containers are noticed when their processes ask");
      return;
    }
    try (WatchService service = FileSystems.getDefault().newWatchService()) {
      CgroupTree tree = tree(folder.get(), root.get(), service, told);
      LOG.atInfo()
          .addKeyValue("folder", folder.get())
          .log(
              tree.hasPods()
                  ? "new containers are noticed by their cgroups"
                  : "no kubelet's cgroups are to be seen yet; until then, containers are noticed"
                      + " when their processes ask");
      long looked = System.nanoTime();
      while (!closed) {
        WatchKey key = service.poll(PAUSE.toNanos(), TimeUnit.NANOSECONDS);
        if (key != null) {
          tree.handle(key);
        }
        if (System.nanoTime() - looked >= PAUSE.toNanos()) {
          tree = refreshed(tree, folder.get(), service, told);
          looked = System.nanoTime();
        }
      }
    } catch (ClosedWatchServiceException | InterruptedException e) {
      return;
    } catch (IOException | RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("folder", folder.get())
          .addKeyValue("reason", e.toString())
          .log("cgroups cannot be watched; containers are noticed when their processes ask");
    }
  }

  private static CgroupTree tree(
      Path folder, KubeletRoot root, WatchService service, Listener told) {
    CgroupTree tree = new CgroupTree(folder, root, Watcher.of(service), told, System::nanoTime);
    tree.watchRoots();
    return tree;
  }

  /** A tree below the current root, as long as the kubelet's cgroups were not found. */
  private CgroupTree refreshed(CgroupTree tree, Path folder, WatchService service, Listener told) {
    if (!tree.hasPods()) {
      KubeletRoot current = root.get();
      if (!tree.isOf(current)) {
        tree.end();
        LOG.atInfo()
            .addKeyValue("cgroups", current.places().stream().map(CgroupPath::text).toList())
            .log("the kubelet has another cgroup root; its cgroups are looked for there");
        return tree(folder, current, service, told);
      }
    }
    tree.refresh();
    return tree;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
