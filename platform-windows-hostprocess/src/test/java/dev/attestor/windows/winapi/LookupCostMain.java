package dev.attestor.windows.winapi;

import dev.attestor.core.spi.ProcessPin;
import dev.attestor.testkit.OpenHandles;
import dev.attestor.windows.WindowsContainerLocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Compares the cost of a lookup by name with a scan of all handles, with 100 containers; run by
 * {@code ci/wine/bench}.
 */
final class LookupCostMain {

  private static final int CONTAINERS = 100;
  private static final int ROUNDS = 51;

  private LookupCostMain() {}

  public static void main(String[] args) throws IOException {
    WinApi windows = new JnaWinApi();
    WindowsContainerLocator locator = new WindowsContainerLocator(windows);
    List<OwnJob> jobs = new ArrayList<>();
    for (int i = 0; i < CONTAINERS; i++) {
      jobs.add(OwnJob.create(String.format(Locale.ROOT, "\\Container_%064x", i)));
    }
    Process workload = new ProcessBuilder("cmd.exe", "/c", "set /p line=").start();
    jobs.get(CONTAINERS - 1).add(workload.pid());
    int pid = (int) workload.pid();
    List<Runnable> tasks =
        List.of(() -> locate(locator, pid), () -> list(windows), () -> scan(windows, pid));
    // Warm up.
    medians(tasks);
    System.out.println("handles | by name, us | of that the listing, us | all handles, us");
    for (String handles : args) {
      fill(Integer.parseInt(handles));
      List<Long> medians = medians(tasks);
      System.out.println(
          "%s | %s | %s | %s".formatted(handles, medians.get(0), medians.get(1), medians.get(2)));
    }
    jobs.forEach(OwnJob::close);
    workload.destroyForcibly();
    System.exit(0);
  }

  @SuppressWarnings("CheckReturnValue") // Only the time is needed.
  private static void locate(WindowsContainerLocator locator, int pid) {
    try (ProcessPin pin = locator.pin(pid)) {
      locator.locate(pid, pin);
    }
  }

  private static void list(WinApi windows) {
    List<String> found = new ArrayList<>();
    windows.visitJobNames("\\", "Container_", found::add);
    windows.visitJobNames("\\BaseNamedObjects", "JobContainer_", found::add);
    if (found.size() < CONTAINERS) {
      throw new IllegalStateException("the listing did not find the jobs");
    }
  }

  private static void scan(WinApi windows, int pid) {
    boolean[] found = new boolean[1];
    try (WinHandle process = windows.openProcess(pid)) {
      windows.visitJobs(4_000_000, (path, job) -> found[0] |= windows.isInJob(process, job));
    }
    if (!found[0]) {
      throw new IllegalStateException("the scan did not find the job");
    }
  }

  /** Opens handles until this process has that many. */
  private static void fill(int handles) {
    long[] copy = new long[1];
    for (int open = OpenHandles.now(); open < handles; open++) {
      if (Kernel32.DuplicateHandle(
              Kernel32.CURRENT_PROCESS,
              Kernel32.CURRENT_PROCESS,
              Kernel32.CURRENT_PROCESS,
              copy,
              Kernel32.SYNCHRONIZE,
              0,
              0)
          == 0) {
        throw Errors.last("DuplicateHandle");
      }
    }
  }

  /** Runs the tasks in turn, so that other load affects all alike. */
  private static List<Long> medians(List<Runnable> tasks) {
    long[][] times = new long[tasks.size()][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int task = 0; task < times.length; task++) {
        long start = System.nanoTime();
        tasks.get(task).run();
        times[task][round] = (System.nanoTime() - start) / 1000;
      }
    }
    return Arrays.stream(times).map(LookupCostMain::median).toList();
  }

  private static long median(long[] times) {
    Arrays.sort(times);
    return times[times.length / 2];
  }
}
