package dev.attestor.linux;

import dev.attestor.core.locate.PodUid;
import dev.attestor.core.spi.ContainerArrivals.Listener;
import dev.attestor.linux.KubeletNames.PodName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The watched folders of one hierarchy: the kubelet's own cgroups and, in them, those of its pods.
 * A watch ends with its folder. There are at most {@value #MAX_WATCHES} of them, and at most
 * {@value #MAX_LISTED} names of a folder are read; what is beyond is not noticed. Used by one
 * thread.
 */
final class CgroupTree {

  static final int MAX_WATCHES = 1024;
  static final int MAX_LISTED = 4096;

  /** Such as kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice. */
  private static final int MAX_DEPTH = 4;

  /** The kubelet makes its cgroups in all of these; one is enough. */
  private static final List<String> HIERARCHIES =
      List.of("pids", "memory", "cpu,cpuacct", "cpu", "systemd", "unified");

  private final Path hierarchy;
  private final KubeletRoot root;
  private final WatchService watcher;
  private final Listener listener;
  private final Map<WatchKey, Watched> watches = new HashMap<>();
  private final Set<Path> folders = new HashSet<>();

  private boolean pods;

  /**
   * A watched folder.
   *
   * @param pod null for the kubelet's cgroups above those of pods
   * @param depth how far it is below the root
   */
  private record Watched(Path folder, @Nullable PodUid pod, int depth) {}

  CgroupTree(Path hierarchy, KubeletRoot root, WatchService watcher, Listener listener) {
    this.hierarchy = hierarchy;
    this.root = root;
    this.watcher = watcher;
    this.listener = listener;
  }

  /** The folder to watch below a mount: itself with cgroup v2, else one of its hierarchies. */
  static Path hierarchy(Path mount) {
    if (Files.exists(mount.resolve("cgroup.controllers"))) {
      return mount;
    }
    return HIERARCHIES.stream()
        .map(mount::resolve)
        .filter(Files::isDirectory)
        .findFirst()
        .orElse(mount);
  }

  /** The folder of a cgroup. */
  static Path folder(Path hierarchy, CgroupPath cgroup) {
    Path folder = hierarchy;
    for (String segment : cgroup.segments()) {
      folder = folder.resolve(segment);
    }
    return folder;
  }

  /** Whether it has seen cgroups of a kubelet. */
  boolean hasPods() {
    return pods;
  }

  int size() {
    return watches.size();
  }

  /** Watches the roots that exist; what is already in them is not told. */
  void watchRoots() {
    for (CgroupPath place : root.places()) {
      watch(new Watched(folder(hierarchy, place), null, 0), false);
    }
  }

  /** Tells what is new in the folder of a key. */
  void handle(WatchKey key) {
    Watched watched = watches.get(key);
    for (WatchEvent<?> event : key.pollEvents()) {
      if (watched != null && event.context() instanceof Path name) {
        arrive(watched, name.toString(), true);
      } else if (watched != null) {
        // Events were lost.
        list(watched, true);
      }
    }
    if (!key.reset()) {
      watches.remove(key);
      if (watched != null) {
        folders.remove(watched.folder());
      }
    }
  }

  private void watch(Watched watched, boolean isNew) {
    if (watches.size() >= MAX_WATCHES
        || watched.depth() > MAX_DEPTH
        || !Files.isDirectory(watched.folder(), LinkOption.NOFOLLOW_LINKS)
        || !folders.add(watched.folder())) {
      return;
    }
    try {
      watches.put(
          watched.folder().register(watcher, StandardWatchEventKinds.ENTRY_CREATE), watched);
    } catch (IOException e) {
      // It is gone, or the system allows no more watches.
      folders.remove(watched.folder());
      return;
    }
    // It may have been filled before it was watched.
    list(watched, isNew);
  }

  private void list(Watched watched, boolean isNew) {
    int left = MAX_LISTED;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(watched.folder())) {
      for (Path entry : entries) {
        if (left-- == 0) {
          return;
        }
        arrive(watched, String.valueOf(entry.getFileName()), isNew);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // It is gone.
      return;
    }
  }

  private void arrive(Watched in, String name, boolean isNew) {
    PodUid known = in.pod();
    if (known != null) {
      if (isNew) {
        CgroupNames.container(name).ifPresent(id -> listener.container(known, id));
      }
      return;
    }
    Path folder = in.folder().resolve(name);
    Optional<PodName> named = root.names().pod(name);
    if (named.isPresent()) {
      arrive(named.get(), folder, in.depth() + 1, isNew);
    } else if (root.names().isFrame(name)) {
      pods = true;
      watch(new Watched(folder, null, in.depth() + 1), isNew);
    }
  }

  private void arrive(PodName pod, Path folder, int depth, boolean isNew) {
    if (pod.container().isPresent()) {
      if (isNew) {
        listener.container(pod.uid(), pod.container().get());
      }
      return;
    }
    if (isNew && !folders.contains(folder)) {
      listener.pod(pod.uid());
    }
    watch(new Watched(folder, pod.uid(), depth), isNew);
  }
}
