package dev.attestor.linux;

import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.error.ProcessException;
import dev.attestor.core.error.ProcessException.Kind;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.Evidence;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.linux.proc.CgroupFiles;
import dev.attestor.linux.proc.FirstThread;
import dev.attestor.linux.proc.KeptPins;
import dev.attestor.linux.proc.PidfdPins;
import dev.attestor.linux.proc.ProcFs;
import dev.attestor.linux.proc.ProcessPins;
import dev.attestor.linux.proc.StartTimePins;
import dev.attestor.procfs.MalformedTextException;
import dev.attestor.procfs.ProcText;
import dev.attestor.threads.DaemonThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Locates processes only by their cgroup file. Never reads mount tables, because workloads can
 * forge them.
 *
 * <p>Pins the process before reading its cgroup, and checks afterwards that it still runs. This
 * guarantees that the file belonged to that process.
 */
public final class LinuxContainerLocator implements ContainerLocator {

  private static final int MAX_READ = 1000;
  private static final int MAX_KEPT = 8192;

  /** The cgroup file of a process starts with this if it is in no v1 hierarchy. */
  static final String V2 = "0::";

  private final ProcFs proc;
  private final CgroupFiles files;
  private final ProcessPins pins;
  private final CurrentCgroupRules rules;

  // What a file says depends only on its text, the rules and this reader. All processes of a
  // container have the same text.
  private final Map<ProcText, Known> read = new ConcurrentHashMap<>();

  private volatile @Nullable List<CgroupPath> self;

  /** Looks at the processes of this host, with the kubelet's pods in the given cgroups. */
  public static LinuxContainerLocator ofHost(PodCgroups cgroups) {
    ProcFs proc = new ProcFs(Path.of("/proc"));
    return new LinuxContainerLocator(
        proc, new KeptPins(new PidfdPins(new StartTimePins(proc))), cgroups);
  }

  /** Locates processes of the given procfs, pinned with the given pins. */
  public LinuxContainerLocator(ProcFs proc, ProcessPins pins, PodCgroups cgroups) {
    this.proc = proc;
    this.files = new CgroupFiles(proc);
    this.pins = pins;
    this.rules =
        new CurrentCgroupRules(
            cgroups,
            new RunningKubelet(proc.folder(""), pins),
            this::self,
            System::nanoTime,
            LinuxContainerLocator::inBackground);
  }

  @Override
  public ProcessPin pin(int pid) {
    if (pid <= 0) {
      throw new ProcessException(
          Kind.GONE, pid, "\"%s\" is not a process ID, expected a positive number".formatted(pid));
    }
    return pins.pin(pid).orElseThrow(() -> absent(pid));
  }

  @Override
  public Location locate(int pid, ProcessPin pin) {
    return running(pid, pin, text -> location(text, pid));
  }

  @Override
  public Location locate(int pid, ProcessPin pin, Consumer<Evidence> seen) {
    return running(
        pid,
        pin,
        text -> {
          CgroupRules current = rules.get();
          CgroupWords.tell(text, pid, current, seen);
          return parse(text, pid, current);
        });
  }

  /** The location of a process that still runs afterwards. */
  private Location running(int pid, ProcessPin pin, Function<ProcText, Location> reading) {
    Location location = location(pid, pin, reading);
    pin.requireRunning(pid);
    return location;
  }

  private Location location(int pid, ProcessPin pin, Function<ProcText, Location> reading) {
    try {
      ProcText text = files.read(pid);
      Location location = reading.apply(text);
      if (location instanceof Location.Outside && !text.characters().startsWith(V2)) {
        FirstThread.requireRunning(proc, pid);
      }
      return location;
    } catch (IOException e) {
      throw pin.isRunning() ? unreadable(pid, e) : gone(pid);
    }
  }

  private Location location(ProcText text, int pid) {
    CgroupRules current = rules.get();
    Known known = read.get(text);
    if (known != null && known.rules() == current) {
      return known.location();
    }
    Location location = parse(text, pid, current);
    // Workloads can create longer texts at will. These are parsed each time, so that they do not
    // fill the cache.
    if (text.characters().length() <= MAX_KEPT) {
      if (read.size() >= MAX_READ) {
        read.clear();
      }
      read.put(text, new Known(current, location));
    }
    return location;
  }

  private Location parse(ProcText text, long pid, CgroupRules current) {
    try {
      List<CgroupLine> lines = CgroupLine.parse(text);
      List<Location> locations =
          lines.stream()
              .map(CgroupLine::livePath)
              // With cgroup v1, about a dozen lines usually have the same path.
              .distinct()
              .map(path -> current.locate(CgroupPath.parse(path)))
              .toList();
      Location location = CgroupEvidence.join(locations, pid);
      CgroupLine.requireOneOfEach(lines, pid);
      return location;
    } catch (MalformedTextException | CgroupNameException e) {
      throw malformed(pid, e);
    }
  }

  @Override
  public void close() {
    files.close();
    pins.close();
  }

  private static void inBackground(Runnable task) {
    DaemonThreads.start("attestor-kubelet-root", task);
  }

  private List<CgroupPath> self() {
    List<CgroupPath> known = self;
    if (known == null) {
      known = new ProcessCgroups(proc).own();
      self = known;
    }
    return known;
  }

  private static ProcessException malformed(long pid, Exception cause) {
    return new ProcessException(
        Kind.UNREADABLE,
        pid,
        "the cgroup file of process %s is refused: %s".formatted(pid, cause.getMessage()),
        cause);
  }

  private ProcessException absent(int pid) {
    return Files.exists(proc.folder(Integer.toString(pid)))
        ? unreadable(pid, new IOException("its stat file tells no start time"))
        : gone(pid);
  }

  private ProcessException unreadable(int pid, IOException cause) {
    if (HidePid.isOn(proc)) {
      return new ProcessException(
          Kind.HIDDEN,
          pid,
          "process %s is hidden from this account by the hidepid option of /proc; run as root or as a member of its gid"
              .formatted(pid),
          cause);
    }
    return new ProcessException(
        Kind.UNREADABLE,
        pid,
        "the cgroup file of process %s cannot be read: %s".formatted(pid, cause.getMessage()),
        cause);
  }

  private ProcessException gone(int pid) {
    String hint = HidePid.isOn(proc) ? ", or it is hidden by the hidepid option of /proc" : "";
    return new ProcessException(Kind.GONE, pid, "there is no process %s%s".formatted(pid, hint));
  }

  /** What the rules that were in effect made of a file. */
  private record Known(CgroupRules rules, Location location) {}
}
