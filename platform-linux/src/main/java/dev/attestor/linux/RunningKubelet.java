package dev.attestor.linux;

import dev.attestor.core.error.ProcessException;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.linux.proc.PidfdPins;
import dev.attestor.linux.proc.ProcFs;
import dev.attestor.linux.proc.ProcessPins;
import dev.attestor.linux.proc.ProcessStatus;
import dev.attestor.linux.proc.StartTimePins;
import dev.attestor.procfs.ProcText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The cgroup root that this node's kubelet runs with, by its command line and the files that this
 * names. A kubelet is a process called so that root started, in this PID namespace and in no
 * container: nobody else may say where pods are. A user can start a set-user-ID program under any
 * name, so the program must be root's own and must not be set-user-ID or set-group-ID.
 */
public final class RunningKubelet {

  private static final String NAME = "kubelet\n";
  private static final String OF_ROOT = "Uid:\t0\t0\t0\t0";
  private static final String CGROUPS = "/sys/fs/cgroup";
  private static final String DROP_IN = ".conf";
  private static final int SET_ID = 06000;
  private static final int MAX_DEPTH = 8;
  private static final int MAX_FILES = 1_000;

  private final Path folder;
  private final ProcFs proc;
  private final ProcessPins pins;
  private final Program program;

  /** Whether only root can have made the program of a process run as root. */
  @FunctionalInterface
  interface Program {
    boolean isRoots(Path exe) throws IOException;
  }

  /** Looks at the processes in a folder that is procfs. */
  RunningKubelet(Path folder, ProcessPins pins) {
    this(folder, pins, RunningKubelet::isRoots);
  }

  RunningKubelet(Path folder, ProcessPins pins, Program program) {
    this.folder = folder;
    this.proc = new ProcFs(folder);
    this.pins = pins;
    this.program = program;
  }

  private static boolean isRoots(Path exe) throws IOException {
    Map<String, Object> file = Files.readAttributes(exe, "unix:mode,uid");
    return file.get("mode") instanceof Integer mode
        && (mode & SET_ID) == 0
        && Integer.valueOf(0).equals(file.get("uid"));
  }

  /** Locates processes of this host. */
  public static RunningKubelet ofHost() {
    Path folder = Path.of("/proc");
    return new RunningKubelet(folder, new PidfdPins(new StartTimePins(new ProcFs(folder))));
  }

  /** What came of looking. */
  public sealed interface Answer {
    /**
     * A kubelet's.
     *
     * @param root an absolute path; {@code /} if nothing else is configured
     * @param source where it was read
     * @param driver the one in whose form there are cgroups; empty if that is not to be seen
     * @param configured the one that is configured
     */
    record Known(
        String root,
        String source,
        Optional<CgroupDriver> driver,
        Optional<CgroupDriver> configured)
        implements Answer {

      /** Whether only cgroups of another form than the configured one are to be seen. */
      boolean isContradictory() {
        return driver.isPresent() && configured.isPresent() && !driver.equals(configured);
      }

      Known withoutDriver() {
        return new Known(root, source, Optional.empty(), configured);
      }

      /** Whether {@code kubelet_cgroup_root} names that root, in any spelling. */
      public boolean isMeantBy(String configured) {
        KubeletRoot own = KubeletRoot.of(root);
        KubeletRoot other = KubeletRoot.of(configured);
        return own.places().stream()
            .anyMatch(
                place ->
                    other.places().stream()
                        .anyMatch(each -> each.segments().equals(place.segments())));
      }
    }

    /** There is no kubelet, or what it runs with cannot be read. */
    record Unknown(String reason) implements Answer {}
  }

  /** Reads the current one. */
  public Answer look() {
    List<Answer> answers = new ArrayList<>();
    for (int pid : processes()) {
      kubelet(pid).ifPresent(answers::add);
    }
    if (answers.isEmpty()) {
      return new Answer.Unknown("no process \"kubelet\" of root's runs outside of containers");
    }
    Optional<Answer> unknown =
        answers.stream().filter(each -> each instanceof Answer.Unknown).findFirst();
    List<Answer.Known> known =
        answers.stream()
            .filter(each -> each instanceof Answer.Known)
            .map(each -> (Answer.Known) each)
            .toList();
    if (known.stream().map(Answer.Known::root).distinct().count() > 1) {
      return new Answer.Unknown(
          "several kubelets run here, with the roots "
              + known.stream()
                  .map(each -> "\"" + each.root() + "\"")
                  .distinct()
                  .collect(Collectors.joining(" and ")));
    }
    return unknown.orElseGet(() -> together(known));
  }

  /** Kubelets with the same root, which may have different drivers. */
  private static Answer together(List<Answer.Known> known) {
    Answer.Known first = known.get(0);
    boolean same = known.stream().map(Answer.Known::driver).distinct().count() == 1;
    return same ? first : first.withoutDriver();
  }

  private List<Integer> processes() {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> ProcText.number(name).orElse(Long.MAX_VALUE) <= Integer.MAX_VALUE)
          .map(Integer::valueOf)
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Empty if the process is no kubelet whose word counts, or has ended. */
  private Optional<Answer> kubelet(int pid) {
    String process = Integer.toString(pid);
    try {
      if (!proc.read(process, "comm").characters().equals(NAME)) {
        return Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    try (ProcessPin pin = pins.pin(pid).orElseThrow(() -> new IOException("it has ended"))) {
      if (!isOfRoot(process)
          || ProcessStatus.read(proc, process).numbers().size() != 1
          || new ContainerTraces(folder).of(pid)) {
        return Optional.empty();
      }
      Optional<Answer> answer = readOrSayWhyNot(pid);
      return pin.isRunning() ? answer : Optional.empty();
    } catch (IOException | ProcessException e) {
      return Optional.empty();
    }
  }

  private boolean isOfRoot(String process) throws IOException {
    // The first line holds the name, which is the process's own choice.
    List<String> lines = proc.read(process, "status").lines();
    return lines.stream().skip(1).anyMatch(OF_ROOT::equals);
  }

  /** A kubelet that cannot be read must not leave the answer to another process. */
  private Optional<Answer> readOrSayWhyNot(int pid) {
    try {
      return program.isRoots(proc.folder(Integer.toString(pid)).resolve("exe"))
          ? Optional.of(read(pid))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          new Answer.Unknown(
              "the kubelet, process %s, cannot be looked at: %s".formatted(pid, reason(e))));
    }
  }

  private Answer read(int pid) throws IOException {
    KubeletFlags flags = KubeletFlags.parse(proc.read(Integer.toString(pid), "cmdline"));
    if (flags.root().isPresent()) {
      return known(
          pid,
          flags.root().get(),
          "--cgroup-root of the kubelet, process %s".formatted(pid),
          flags.driver());
    }
    String root = "/";
    String source = "the kubelet, process %s, has none".formatted(pid);
    Optional<CgroupDriver> driver = flags.driver();
    for (String file : files(pid, flags)) {
      try {
        KubeletFile read = KubeletFile.read(within(pid, file));
        if (flags.driver().isEmpty() && read.driver().isPresent()) {
          driver = read.driver();
        }
        if (read.root().isPresent()) {
          root = read.root().get();
          source = "cgroupRoot in \"%s\"".formatted(file);
        }
      } catch (IOException e) {
        return new Answer.Unknown(
            "the kubelet's file \"%s\" cannot be read: %s".formatted(file, reason(e)));
      }
    }
    return known(pid, root, source, driver);
  }

  private Answer known(int pid, String root, String source, Optional<CgroupDriver> configured) {
    String path = root.startsWith("/") ? root : "/" + root;
    return new Answer.Known(
        path, source, KubeletTrees.driver(within(pid, CGROUPS), path, configured), configured);
  }

  private static String reason(IOException e) {
    return e instanceof AccessDeniedException
        ? "that takes root, or CAP_SYS_PTRACE"
        : String.valueOf(e.getMessage());
  }

  /** The file of {@code --config}, and those of {@code --config-dir} in the order they count. */
  private List<String> files(int pid, KubeletFlags flags) throws IOException {
    List<String> files = new ArrayList<>();
    flags.configFile().ifPresent(files::add);
    if (flags.configFolder().isPresent()) {
      String named = flags.configFolder().get();
      Path folder = within(pid, named);
      try (Stream<Path> found = Files.walk(folder, MAX_DEPTH)) {
        found
            .limit(MAX_FILES)
            .filter(file -> file.toString().endsWith(DROP_IN))
            .sorted()
            .forEach(file -> files.add(named + "/" + folder.relativize(file)));
      } catch (UncheckedIOException e) {
        throw new IOException("\"%s\" cannot be listed".formatted(named), e);
      }
    }
    return files;
  }

  /** A file as the kubelet sees it. */
  private Path within(int pid, String file) {
    Path path = Path.of(file);
    return path.isAbsolute()
        ? proc.folder(Integer.toString(pid)).resolve("root").resolve(Path.of("/").relativize(path))
        : proc.folder(Integer.toString(pid)).resolve("cwd").resolve(path);
  }
}
