package dev.attestor.windows;

import dev.attestor.windows.ComputeSystems.MalformedAnswerException;
import dev.attestor.windows.JobName.JobDirectory;
import dev.attestor.windows.winapi.LimitExceededException;
import dev.attestor.windows.winapi.WinApi;
import dev.attestor.windows.winapi.WinApiException;
import dev.attestor.windows.winapi.WinHandle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the container jobs of a process.
 *
 * <p>Lists the two object directories in which containers have their jobs, and selects jobs by
 * name. If this account may not list the first directory, the Host Compute Service names the
 * containers. If it may not open the jobs, all handles of the system are scanned.
 *
 * <p>Any process in session 0 may create names in the second directory. An answer from the first
 * directory therefore takes precedence.
 */
final class ContainerJobs {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerJobs.class);

  /** The trust in jobs that others could have created. */
  static final TrustedOwners TRUST =
      new TrustedOwners(TrustedOwners.NOBODY_ELSE, TrustedOwners.CHANGES_TO_JOBS);

  /** The limit in the root directory, where only administrators may create names. */
  static final int MAX_JOBS = 10_000;

  /** A list of 160 MB. */
  private static final int MAX_HANDLES = 4_000_000;

  private final WinApi windows;
  private final SessionJobs session;

  ContainerJobs(WinApi windows) {
    this.windows = windows;
    this.session = new SessionJobs(windows, TRUST);
  }

  /**
   * The names of all container jobs that contain the process, including nested ones.
   *
   * @throws WinApiException if they cannot be determined
   * @throws LimitExceededException if there is too much to examine
   */
  List<JobName> of(WinHandle process) {
    if (!windows.isInAnyJob(process)) {
      return List.of();
    }
    Search search = new Search(process);
    search.root();
    search.session();
    if (search.found.isEmpty() && !search.doubts.isEmpty()) {
      LOG.debug("Looking at all handles of the system", search.doubts.get(0));
      return scan(process, search.doubts.get(0));
    }
    return List.copyOf(search.found);
  }

  /** The search for one process in both directories. */
  private final class Search {

    private final WinHandle process;
    private final List<JobName> found = new ArrayList<>();

    /** Why a container's job may have been missed. */
    private final List<RuntimeException> doubts = new ArrayList<>();

    Search(WinHandle process) {
      this.process = process;
    }

    void root() {
      List<JobName> names;
      try {
        names = JobDirectory.ROOT.list(windows, MAX_JOBS);
      } catch (WinApiException e) {
        doubts.add(requireDenied(e));
        names = ofComputeService();
      }
      for (JobName name : names) {
        try {
          look(name);
        } catch (WinApiException e) {
          // A job that ended after the listing contains no process.
          if (!e.isNotFound()) {
            doubts.add(requireDenied(e));
          }
        }
      }
    }

    void session() {
      SessionJobs.Listing listing = session.list();
      listing.doubt().ifPresent(doubts::add);
      for (JobName name : listing.candidates()) {
        try {
          look(name);
        } catch (WinApiException e) {
          if (session.isReason(e)) {
            doubts.add(e);
          }
        }
      }
    }

    private void look(JobName name) {
      try (WinHandle job = windows.openJob(name.path())) {
        if (contains(name, job, process)) {
          found.add(name);
        }
      }
    }
  }

  /**
   * The jobs of the service's containers; empty if the service does not answer. Its answer only
   * helps; nothing depends on it.
   */
  private List<JobName> ofComputeService() {
    try {
      return ComputeSystems.of(windows).orElse(List.of()).stream()
          .flatMap(id -> JobName.of(id).stream())
          .toList();
    } catch (WinApiException | LimitExceededException | MalformedAnswerException e) {
      LOG.debug("Doing without the Host Compute Service", e);
      return List.of();
    }
  }

  private boolean contains(JobName name, WinHandle job, WinHandle process) {
    if (!windows.isInJob(process, job)) {
      return false;
    }
    if (!name.needsTrustedOwner()) {
      return true;
    }
    // A symbolic link may have replaced the name and may lead to a trusted job.
    if (session.isTrusted(job) && windows.path(job).equals(name.path())) {
      return true;
    }
    LOG.atWarn()
        .addKeyValue("job", name.path())
        .log("A job is named as a container's is, but others than administrators control it");
    return false;
  }

  /** One scan at a time: time and memory grow with the number of handles. */
  private synchronized List<JobName> scan(WinHandle process, RuntimeException doubt) {
    Set<JobName> found = new LinkedHashSet<>();
    try {
      windows.visitJobs(
          MAX_HANDLES,
          (path, job) ->
              JobName.parse(path)
                  .filter(name -> contains(name, job, process))
                  .ifPresent(found::add));
    } catch (WinApiException e) {
      doubt.addSuppressed(e);
    }
    if (found.isEmpty()) {
      // A job that cannot be examined may be the one.
      throw doubt;
    }
    return List.copyOf(found);
  }

  private static WinApiException requireDenied(WinApiException e) {
    if (!e.isAccessDenied()) {
      throw e;
    }
    return e;
  }
}
