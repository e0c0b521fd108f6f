package dev.attestor.windows;

import dev.attestor.core.error.ProcessException;
import dev.attestor.core.error.ProcessException.Kind;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.windows.process.OpenProcess;
import dev.attestor.windows.winapi.JnaWinApi;
import dev.attestor.windows.winapi.LimitExceededException;
import dev.attestor.windows.winapi.WinApi;
import dev.attestor.windows.winapi.WinApiException;
import dev.attestor.windows.winapi.WinHandle;
import java.util.List;

/**
 * Locates processes by the job objects of containers, which a process cannot leave.
 *
 * <p>The process is pinned before its jobs are looked at and must still run afterwards. As long as
 * it is pinned, Windows gives its number to no other.
 */
public final class WindowsContainerLocator implements ContainerLocator {

  /** The idle process, which is not a real process. */
  private static final int IDLE = 0;

  /** The kernel. */
  private static final int SYSTEM = 4;

  private final WinApi windows;
  private final ContainerJobs jobs;
  private final OutermostJob outermost;

  /** Locates processes of this host. */
  public static WindowsContainerLocator ofHost() {
    return new WindowsContainerLocator(new JnaWinApi());
  }

  /** Locates processes of the given Windows. */
  public WindowsContainerLocator(WinApi windows) {
    this.windows = windows;
    this.jobs = new ContainerJobs(windows);
    this.outermost = new OutermostJob(windows);
  }

  @Override
  public ProcessPin pin(int pid) {
    return new OpenProcess(windows, open(pid));
  }

  @Override
  public Location locate(int pid, ProcessPin pin) {
    try (WinHandle process = open(pid)) {
      Location location = location(pid, process);
      pin.requireRunning(pid);
      return location;
    } catch (WinApiException | LimitExceededException e) {
      throw unreadable(pid, e);
    }
  }

  /** Any process in session 0 may create more names to search. */
  @Override
  public boolean isQuick() {
    return false;
  }

  private WinHandle open(int pid) {
    if (pid < 0 || pid == IDLE || pid == SYSTEM) {
      throw new ProcessException(
          Kind.GONE,
          pid,
          "\"%s\" is not the ID of a program's process, expected a positive number other than %s"
              .formatted(pid, SYSTEM));
    }
    WinHandle process;
    try {
      process = windows.openProcess(pid);
    } catch (WinApiException e) {
      throw e.isInvalidParameter() ? gone(pid) : unreadable(pid, e);
    }
    // Windows rounds IDs down, so the opened process may have another ID than requested.
    if (windows.processId(process) != pid) {
      process.close();
      throw gone(pid);
    }
    return process;
  }

  private Location location(int pid, WinHandle process) {
    List<JobName> found = jobs.of(process);
    if (found.isEmpty()) {
      return new Location.Outside();
    }
    JobName job = found.size() == 1 ? found.get(0) : outermost.outermost(found, pid);
    return new Location.InContainer(job.container(), job.isolation());
  }

  private static ProcessException gone(int pid) {
    return new ProcessException(Kind.GONE, pid, "there is no process %s".formatted(pid));
  }

  private static ProcessException unreadable(int pid, RuntimeException cause) {
    boolean denied = cause instanceof WinApiException e && e.isAccessDenied();
    return new ProcessException(
        Kind.UNREADABLE,
        pid,
        "the container of process %s cannot be determined: %s%s"
            .formatted(
                pid,
                cause.getMessage(),
                denied ? "; run as SYSTEM, or as an administrator with all rights" : ""),
        cause);
  }
}
