package dev.attestor.windows.winapi;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The Windows functions that the lookup needs. Failed calls throw {@link WinApiException}; handles
 * belong to the caller.
 */
public interface WinApi {

  /**
   * Opens a process, so that its ID is not reused. Windows rounds IDs down to a multiple of four,
   * so this may open another process: see {@link #processId}.
   *
   * @return a handle for queries about the process and its end
   */
  WinHandle openProcess(int pid);

  /** The ID of an open process. */
  int processId(WinHandle process);

  /** Whether an open process has ended. */
  boolean hasEnded(WinHandle process);

  /** Whether a process is in any job. */
  boolean isInAnyJob(WinHandle process);

  /** Whether a process is in a job, directly or through a nested job. */
  boolean isInJob(WinHandle process, WinHandle job);

  /**
   * Shows the names of the jobs in a directory of the object namespace, such as {@code \}, that
   * begin with a prefix. Keeps none of them, so their number costs time but no memory.
   *
   * @throws LimitExceededException if the directory is too large to be listed
   */
  void visitJobNames(String directory, String prefix, Consumer<String> visitor);

  /**
   * Opens a job by its whole path, for queries about its processes and its security.
   *
   * <p>Close the handle soon: a job that kills its processes when its last handle closes would wait
   * for ours.
   */
  WinHandle openJob(String path);

  /** The whole path of a job, independent of the path used to open it; empty if it has no name. */
  String path(WinHandle job);

  /** The owner and the access list of a job. */
  SecurityDescriptor security(WinHandle job);

  /** The IDs of the processes in a job and in its nested jobs. */
  Set<Integer> processes(WinHandle job);

  /**
   * Visits every named job that any process has a handle to, with its whole path, once for each
   * handle. Closes the handle after the visit. Scans all handles of the system, so the cost grows
   * with their number.
   *
   * @throws LimitExceededException if the system has more handles than {@code maxHandles}
   */
  void visitJobs(int maxHandles, BiConsumer<String, WinHandle> visitor);

  /**
   * The Host Compute Service's list of containers: a JSON array of objects with {@code Id}. Does
   * not include HostProcess containers.
   *
   * @param limit the time limit
   * @return empty if this Windows has no such service
   * @throws LimitExceededException if the answer has more than 4 Mi characters
   */
  Optional<String> computeSystems(Duration limit);

  /** The account of this process. */
  Account account();
}
