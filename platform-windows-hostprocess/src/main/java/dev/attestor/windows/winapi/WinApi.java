package dev.attestor.windows.winapi;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What the lookup asks of Windows. Failed calls throw {@link WinApiException}; handles belong to
 * the caller.
 */
public interface WinApi {

  /**
   * Opens a process, so that its number cannot come to mean another one. May open the process of
   * another number, as Windows rounds numbers down to a multiple of four: see {@link #processId}.
   *
   * @return a handle that can be asked about the process and its end
   */
  WinHandle openProcess(int pid);

  /** The number of an open process. */
  int processId(WinHandle process);

  /** Whether an open process has ended. */
  boolean hasEnded(WinHandle process);

  /** Whether a process is in any job at all. */
  boolean isInAnyJob(WinHandle process);

  /** Whether a process is in a job or in one nested in it. */
  boolean isInJob(WinHandle process, WinHandle job);

  /**
   * Shows the names of the jobs in a directory of the object namespace, such as {@code \}, that
   * begin with a prefix. Keeps none of them, so their number costs time but no memory.
   *
   * @throws LimitExceededException if the directory is too large to be listed
   */
  void visitJobNames(String directory, String prefix, Consumer<String> visitor);

  /**
   * Opens a job by its whole path, to be asked about its processes and who may change it.
   *
   * <p>Not to be kept open: a job that ends its processes with its last handle would wait for ours.
   */
  WinHandle openJob(String path);

  /** The whole path of a job, whatever path it was opened by; empty if it has no name. */
  String path(WinHandle job);

  /** Who owns a job and who may do what with it. */
  SecurityDescriptor security(WinHandle job);

  /** The numbers of the processes in a job and in those nested in it. */
  Set<Integer> processes(WinHandle job);

  /**
   * Shows every named job that any process holds a handle to, with its whole path, once for each
   * handle. The handle shown is closed afterwards. Looks at all handles of the system: the cost
   * grows with their number.
   *
   * @throws LimitExceededException if the system has more handles than {@code maxHandles}
   */
  void visitJobs(int maxHandles, BiConsumer<String, WinHandle> visitor);

  /**
   * What the Host Compute Service says of its containers: a JSON array of objects with {@code Id}.
   * HostProcess containers are not among them.
   *
   * @param limit how long its answer may take
   * @return empty where this Windows has no such service
   * @throws LimitExceededException if the answer has more than 4 Mi characters
   */
  Optional<String> computeSystems(Duration limit);

  /** Who this process is. */
  Account account();
}
