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
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The watched folders of one hierarchy: the kubelet's own cgroups and, in them, those of its pods.
 * A watch ends with its folder, also where the kernel does not say so: it keeps silent about a
 * removed cgroup that is watched. There are at most {@value #MAX_WATCHES} of them, and at most
 * {@value #MAX_LISTED} names of a folder are read; what is beyond is not noticed. Used by one
 * thread.
 */
final class CgroupTree {

  static final int MAX_WATCHES = 1024;
  static final int MAX_LISTED = 4096;

  /** How often all folders are looked at: the event of one that is gone may be lost. */
  static final Duration SWEEP = Duration.ofMinutes(1);

  /** The shortest time between two sweeps while there are as many watches as may be. */
  static final Duration SWEEP_WHEN_FULL = Duration.ofSeconds(1);

  /** Such as kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice. */
  private static final int MAX_DEPTH = 4;

  /** The kubelet makes its cgroups in all of these; one is enough. */
  private static final List<String> HIERARCHIES =
      List.of("pids", "memory", "cpu,cpuacct", "cpu", "systemd", "unified");

  private final Path hierarchy;
  private final KubeletRoot root;
  private final Watcher watcher;
  private final Listener listener;
  private final LongSupplier nanos;
  private final Map<WatchKey, Watched> watches = new HashMap<>();
  private final Map<Path, WatchKey> folders = new HashMap<>();

  private boolean pods;
  private long swept;

  /** Begins to watch what appears in a folder, and what goes from it. */
  @FunctionalInterface
  interface Watcher {
    WatchKey watch(Path folder) throws IOException;

    /** Keys of a service. */
    static Watcher of(WatchService service) {
      return folder ->
          folder.register(
              service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
    }
  }

  /**
   * A watched folder.
   *
   * @param pod null for the kubelet's cgroups above those of pods
   * @param depth how far it is below the root
   * @param identity tells it from one that is made in its place
   */
  private record Watched(Path folder, @Nullable PodUid pod, int depth, Object identity) {

    boolean isThere() {
      return identify(folder).equals(Optional.of(identity));
    }
  }

  /**
   * A tree of which nothing is watched yet.
   *
   * @param nanos time that never goes back
   */
  CgroupTree(
      Path hierarchy, KubeletRoot root, Watcher watcher, Listener listener, LongSupplier nanos) {
    this.hierarchy = hierarchy;
    this.root = root;
    this.watcher = watcher;
    this.listener = listener;
    this.nanos = nanos;
    this.swept = nanos.getAsLong();
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

  /** Whether it is below that root. */
  boolean isOf(KubeletRoot other) {
    return root.places().equals(other.places());
  }

  /** Ends all watches. */
  void end() {
    List.copyOf(folders.keySet()).forEach(this::end);
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
      watch(folder(hierarchy, place), null, 0, false);
    }
  }

  /** Watches the roots that came meanwhile, and now and then looks for folders that are gone. */
  void refresh() {
    watchRoots();
    if (nanos.getAsLong() - swept >= SWEEP.toNanos()) {
      sweep();
    }
  }

  /** Tells what is new in the folder of a key. */
  void handle(WatchKey key) {
    Watched watched = watches.get(key);
    for (WatchEvent<?> event : key.pollEvents()) {
      if (watched != null) {
        handle(event, watched);
      }
    }
    if (!key.reset() && watched != null && key.equals(folders.get(watched.folder()))) {
      end(watched.folder());
    }
  }

  private void handle(WatchEvent<?> event, Watched watched) {
    if (!(event.context() instanceof Path name)) {
      // Events were lost.
      list(watched, true);
    } else if (event.kind().equals(StandardWatchEventKinds.ENTRY_DELETE)) {
      end(watched.folder().resolve(name));
    } else {
      arrive(watched, name.toString(), true);
    }
  }

  private void end(Path folder) {
    WatchKey key = folders.remove(folder);
    if (key != null) {
      watches.remove(key);
      key.cancel();
    }
  }

  /** A folder may have been made anew since. */
  private void sweep() {
    swept = nanos.getAsLong();
    List<Watched> gone = watches.values().stream().filter(each -> !each.isThere()).toList();
    gone.forEach(each -> end(each.folder()));
    for (Watched each : gone) {
      watch(each.folder(), each.pod(), each.depth(), true);
    }
  }

  private void watch(Path folder, @Nullable PodUid pod, int depth, boolean isNew) {
    if (depth > MAX_DEPTH || folders.containsKey(folder)) {
      return;
    }
    if (watches.size() >= MAX_WATCHES && nanos.getAsLong() - swept >= SWEEP_WHEN_FULL.toNanos()) {
      sweep();
    }
    Optional<Object> identity = identify(folder);
    if (watches.size() >= MAX_WATCHES || identity.isEmpty()) {
      return;
    }
    Watched watched = new Watched(folder, pod, depth, identity.get());
    try {
      WatchKey key = watcher.watch(folder);
      watches.put(key, watched);
      folders.put(folder, key);
    } catch (IOException e) {
      // It is gone, or the system allows no more watches.
      return;
    }
    // It may have been filled before it was watched.
    list(watched, isNew);
  }

  /** What no other folder of that path has; empty if there is no folder. */
  private static Optional<Object> identify(Path folder) {
    try {
      BasicFileAttributes file =
          Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Object key = file.fileKey();
      return file.isDirectory() ? Optional.of(key == null ? folder : key) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
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
      watch(folder, null, in.depth() + 1, isNew);
    }
  }

  private void arrive(PodName pod, Path folder, int depth, boolean isNew) {
    if (pod.container().isPresent()) {
      if (isNew) {
        listener.container(pod.uid(), pod.container().get());
      }
      return;
    }
    if (isNew && !folders.containsKey(folder)) {
      listener.pod(pod.uid());
    }
    watch(folder, pod.uid(), depth, isNew);
  }
}
