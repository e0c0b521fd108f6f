package dev.attestor.windows;

import dev.attestor.windows.winapi.AccessEntry;
import dev.attestor.windows.winapi.Account;
import dev.attestor.windows.winapi.Account.Privilege;
import dev.attestor.windows.winapi.LimitExceededException;
import dev.attestor.windows.winapi.SecurityDescriptor;
import dev.attestor.windows.winapi.Sid;
import dev.attestor.windows.winapi.WinApi;
import dev.attestor.windows.winapi.WinApiException;
import dev.attestor.windows.winapi.WinApiException.Source;
import dev.attestor.windows.winapi.WinHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A Windows with a few processes and jobs, which counts handles. */
final class FakeWinApi implements WinApi {

  static final SecurityDescriptor OF_SYSTEM =
      new SecurityDescriptor(
          Optional.of(Sid.ADMINISTRATORS),
          Optional.of(
              List.of(
                  new AccessEntry(Sid.LOCAL_SYSTEM, 0x1F003F),
                  new AccessEntry(Sid.ADMINISTRATORS, 0x120004))));

  private final Set<Integer> processes = new TreeSet<>();
  private final Set<Integer> ended = new TreeSet<>();
  private final Map<String, FakeJob> jobs = new LinkedHashMap<>();
  private final List<String> denied = new ArrayList<>();
  private final Map<String, String> links = new LinkedHashMap<>();
  private final Map<String, Integer> failing = new LinkedHashMap<>();
  private int handles;
  private int opened;
  private int scans;
  private boolean scanDenied;
  private boolean waitingDenied;
  private Supplier<Optional<String>> computeSystems = Optional::empty;
  private Account account =
      new Account(Sid.LOCAL_SYSTEM, "NT AUTHORITY\\SYSTEM", true, Privilege.ENABLED);

  private record FakeJob(String path, Set<Integer> pids, SecurityDescriptor security) {}

  private final class FakeHandle implements WinHandle {
    private final Object object;
    private boolean open = true;

    FakeHandle(Object object) {
      this.object = object;
      handles++;
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        handles--;
      }
    }
  }

  FakeWinApi process(int... pids) {
    for (int pid : pids) {
      processes.add(pid);
    }
    return this;
  }

  FakeWinApi job(String path, Integer... pids) {
    return job(path, OF_SYSTEM, pids);
  }

  FakeWinApi job(String path, SecurityDescriptor security, Integer... pids) {
    jobs.put(path, new FakeJob(path, Set.of(pids), security));
    return this;
  }

  /** Denies opening a directory or a job with that path. */
  FakeWinApi deny(String path) {
    denied.add(path);
    return this;
  }

  /** Puts a symbolic link in the place of a job after it was listed. */
  FakeWinApi link(String path, String target) {
    job(path);
    links.put(path, target);
    return this;
  }

  /** Makes opening a directory or a job with that path fail. */
  FakeWinApi fail(String path, int status) {
    failing.put(path, status);
    return this;
  }

  FakeWinApi denyScan() {
    scanDenied = true;
    return this;
  }

  FakeWinApi denyWaiting() {
    waitingDenied = true;
    return this;
  }

  /** Sets the answer or failure of the Host Compute Service. */
  FakeWinApi computeSystems(Supplier<Optional<String>> answer) {
    computeSystems = answer;
    return this;
  }

  FakeWinApi account(Account who) {
    account = who;
    return this;
  }

  void end(int pid) {
    ended.add(pid);
  }

  int openHandles() {
    return handles;
  }

  /** How many jobs were opened so far. */
  int opened() {
    return opened;
  }

  int scans() {
    return scans;
  }

  @Override
  public WinHandle openProcess(int pid) {
    int rounded = pid & ~3;
    if (!processes.contains(rounded)) {
      throw new WinApiException("OpenProcess", Source.WIN32, 87, "The parameter is incorrect");
    }
    return new FakeHandle(rounded);
  }

  @Override
  public int processId(WinHandle process) {
    return pid(process);
  }

  @Override
  public boolean hasEnded(WinHandle process) {
    if (waitingDenied) {
      throw new WinApiException("WaitForSingleObject", Source.WIN32, 5, "Access is denied");
    }
    return ended.contains(pid(process));
  }

  @Override
  public boolean isInAnyJob(WinHandle process) {
    return jobs.values().stream().anyMatch(job -> job.pids.contains(pid(process)));
  }

  @Override
  public boolean isInJob(WinHandle process, WinHandle job) {
    return job(job).pids.contains(pid(process));
  }

  @Override
  public void visitJobNames(String directory, String prefix, Consumer<String> visitor) {
    requireAllowed(directory);
    String start = directory.endsWith("\\") ? directory : directory + "\\";
    jobs.keySet().stream()
        .filter(path -> path.lastIndexOf('\\') == start.length() - 1 && path.startsWith(start))
        .map(path -> path.substring(start.length()))
        .filter(name -> name.startsWith(prefix))
        .forEach(visitor);
  }

  @Override
  public WinHandle openJob(String path) {
    requireAllowed(path);
    opened++;
    FakeJob job = jobs.get(links.getOrDefault(path, path));
    if (job == null) {
      throw new WinApiException("NtOpenJobObject", Source.NTSTATUS, 0xC0000034, "not found");
    }
    return new FakeHandle(job);
  }

  @Override
  public String path(WinHandle job) {
    return job(job).path;
  }

  @Override
  public SecurityDescriptor security(WinHandle job) {
    return job(job).security;
  }

  @Override
  public Set<Integer> processes(WinHandle job) {
    return job(job).pids;
  }

  @Override
  public void visitJobs(int maxHandles, BiConsumer<String, WinHandle> visitor) {
    scans++;
    if (scanDenied) {
      throw new LimitExceededException("open handles", maxHandles);
    }
    jobs.forEach(
        (path, job) -> {
          try (FakeHandle handle = new FakeHandle(job)) {
            visitor.accept(path, handle);
          }
        });
  }

  @Override
  public Optional<String> computeSystems(Duration limit) {
    return computeSystems.get();
  }

  @Override
  public Account account() {
    return account;
  }

  private void requireAllowed(String path) {
    if (denied.contains(path)) {
      throw new WinApiException(
          "opening \"" + path + "\"", Source.NTSTATUS, 0xC0000022, "Access is denied");
    }
    Integer status = failing.get(path);
    if (status != null) {
      throw new WinApiException("opening \"" + path + "\"", Source.NTSTATUS, status, "No");
    }
  }

  private static int pid(WinHandle process) {
    return (Integer) open(process);
  }

  private static FakeJob job(WinHandle job) {
    return (FakeJob) open(job);
  }

  private static Object open(WinHandle handle) {
    FakeHandle fake = (FakeHandle) handle;
    if (!fake.open) {
      throw new IllegalStateException("the handle is closed");
    }
    return fake.object;
  }
}
