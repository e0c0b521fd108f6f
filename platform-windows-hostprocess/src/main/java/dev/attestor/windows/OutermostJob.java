package dev.attestor.windows;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.windows.winapi.WinApi;
import dev.attestor.windows.winapi.WinHandle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * If a process is in the jobs of several containers, the outermost one is the answer: a process in
 * it could have created the others.
 */
final class OutermostJob {

  /** Processes start and end while the jobs are queried one after the other. */
  private static final int ATTEMPTS = 3;

  private final WinApi windows;

  OutermostJob(WinApi windows) {
    this.windows = windows;
  }

  /**
   * The job that contains all processes of each of the other jobs, and more.
   *
   * @throws ConflictingEvidenceException if there is none
   */
  JobName outermost(List<JobName> jobs, long pid) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Map<JobName, Set<Integer>> processes = new HashMap<>();
      jobs.forEach(job -> processes.put(job, processes(job)));
      for (JobName job : jobs) {
        if (jobs.stream()
            .filter(other -> !other.equals(job))
            .allMatch(other -> holds(processes, job, other))) {
          return job;
        }
      }
    }
    throw new ConflictingEvidenceException(
        "process %s is in the jobs of several containers, and none of them holds the others: %s"
            .formatted(pid, jobs.stream().map(job -> "\"" + job.path() + "\"").toList()));
  }

  private Set<Integer> processes(JobName name) {
    try (WinHandle job = windows.openJob(name.path())) {
      return windows.processes(job);
    }
  }

  private static boolean holds(Map<JobName, Set<Integer>> processes, JobName outer, JobName inner) {
    Set<Integer> all = processes.getOrDefault(outer, Set.of());
    Set<Integer> some = processes.getOrDefault(inner, Set.of());
    return all.size() > some.size() && all.containsAll(some);
  }
}
