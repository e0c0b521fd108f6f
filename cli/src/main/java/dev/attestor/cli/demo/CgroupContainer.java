package dev.attestor.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process in real kernel cgroups with the layout of a pod. If a kubelet already uses {@code
 * /kubepods}, everything is below a separate group, because that kubelet would kill unknown pods.
 */
public final class CgroupContainer implements DemoContainer {

  private static final String PROCS = "cgroup.procs";

  private final Process process;
  private final String root;
  private final String path;
  private final List<Path> made = new ArrayList<>();

  private CgroupContainer(Process process, String root, String path) {
    this.process = process;
    this.root = root;
    this.path = path;
  }

  /**
   * Starts a process and moves it to the cgroup of the pod's container.
   *
   * @throws DemoException if no cgroup can be created
   */
  public static CgroupContainer start(String podUid, String containerId)
      throws IOException, DemoException {
    List<Path> hierarchies = CgroupHierarchy.mounted(Path.of("/proc/self/mounts"));
    boolean kubelet =
        hierarchies.stream().anyMatch(mount -> Files.exists(mount.resolve("kubepods")));
    String root = kubelet ? "/attestor-demo-" + ProcessHandle.current().pid() : "";
    String path = root + "/kubepods/besteffort/pod" + podUid + "/" + containerId;
    Process process =
        new ProcessBuilder("sleep", "3600")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    CgroupContainer container = new CgroupContainer(process, root, path);
    List<String> refusals = container.enterAll(hierarchies);
    if (container.made.isEmpty()) {
      container.close();
      throw new DemoException(
          "a cgroup cannot be created: "
              + (refusals.isEmpty() ? "no cgroup hierarchy is mounted" : refusals.get(0)),
          "run it as root on a Linux host, or in a privileged container with /sys/fs/cgroup writable");
    }
    return container;
  }

  private List<String> enterAll(List<Path> hierarchies) {
    List<String> refusals = new ArrayList<>();
    for (Path mount : hierarchies) {
      try {
        enter(mount);
      } catch (IOException e) {
        refusals.add(String.valueOf(e));
      }
    }
    return refusals;
  }

  private void enter(Path mount) throws IOException {
    Path group = mount;
    for (String segment : path.substring(1).split("/", -1)) {
      group = group.resolve(segment);
      if (!Files.exists(group)) {
        Files.createDirectory(group);
        made.add(group);
      }
    }
    Files.writeString(group.resolve(PROCS), Long.toString(process.pid()));
  }

  @Override
  public int pid() {
    return Math.toIntExact(process.pid());
  }

  @Override
  public String cgroupRoot() {
    return root.isEmpty() ? "/" : root;
  }

  @Override
  public String place() {
    return "the cgroup " + path;
  }

  /** Ends the process and removes the created groups. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (int i = made.size() - 1; i >= 0; i--) {
      remove(made.get(i));
    }
  }

  /** A group becomes empty a moment after its last process has ended. */
  private static void remove(Path group) {
    for (int attempt = 0; attempt < 50; attempt++) {
      try {
        Files.deleteIfExists(group);
        return;
      } catch (IOException busy) {
        sleepBriefly();
      }
    }
  }

  private static void sleepBriefly() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
