package dev.attestor.windows;

import dev.attestor.windows.ComputeSystems.MalformedAnswerException;
import dev.attestor.windows.winapi.LimitExceededException;
import dev.attestor.windows.winapi.WinApi;
import dev.attestor.windows.winapi.WinApiException;
import dev.attestor.windows.winapi.WinHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the containers' jobs that a process is in.
 *
 * <p>Jobs are found by name, by listing the two places where containers have theirs. Where this
 * account may not list the first of them, the Host Compute Service names the containers; where it
 * may not open what is there, the handles of the whole system are looked at.
 */
final class ContainerJobs {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerJobs.class);

  /** Whose jobs count where others could have made them. */
  static final Trust TRUST = new Trust(Trust.NOBODY_ELSE, Trust.CHANGES_TO_JOBS);

  private static final int MAX_JOBS = 10_000;

  /** 160 MB of list. */
  private static final int MAX_HANDLES = 4_000_000;

  private final WinApi windows;

  ContainerJobs(WinApi windows) {
    this.windows = windows;
  }

  /**
   * The names of all containers' jobs with the process in them, those nested in others included.
   *
   * @throws WinApiException if that cannot be told
   */
  List<JobName> of(WinHandle process) {
    if (!windows.isInAnyJob(process)) {
      return List.of();
    }
    List<JobName> found = new ArrayList<>();
    Optional<WinApiException> denied = search(process, found);
    if (found.isEmpty() && denied.isPresent()) {
      LOG.debug("Looking at all handles of the system", denied.get());
      return scan(process, denied.get());
    }
    return found;
  }

  /** Returns the first refusal that kept a job from being looked at. */
  private Optional<WinApiException> search(WinHandle process, List<JobName> found) {
    Optional<WinApiException> denied = Optional.empty();
    for (JobName.Place place : JobName.Place.values()) {
      List<JobName> names;
      try {
        names = list(place);
      } catch (WinApiException e) {
        denied = denied.or(() -> Optional.of(requireDenied(e)));
        names = place == JobName.Place.ROOT ? ofComputeService() : List.of();
      }
      for (JobName name : names) {
        Optional<WinApiException> refusal = look(process, name, found);
        denied = denied.or(() -> refusal);
      }
    }
    return denied;
  }

  private List<JobName> list(JobName.Place place) {
    List<JobName> names =
        windows.jobNames(place.directory(), place.prefix()).stream()
            .flatMap(name -> JobName.of(place, name).stream())
            .toList();
    if (names.size() > MAX_JOBS) {
      throw new LimitExceededException("jobs named as containers' are", MAX_JOBS);
    }
    return names;
  }

  /** None where the service cannot say: its word is of help, and nothing depends on it. */
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

  private Optional<WinApiException> look(WinHandle process, JobName name, List<JobName> found) {
    try (WinHandle job = windows.openJob(name.path())) {
      if (contains(name, job, process)) {
        found.add(name);
      }
      return Optional.empty();
    } catch (WinApiException e) {
      // A job that ended after it was listed holds no process.
      return e.isNotFound() ? Optional.empty() : Optional.of(requireDenied(e));
    }
  }

  private boolean contains(JobName name, WinHandle job, WinHandle process) {
    if (!windows.isInJob(process, job)) {
      return false;
    }
    if (name.needsTrustedOwner() && TRUST.objection(windows.security(job)).isPresent()) {
      LOG.atWarn()
          .addKeyValue("job", name.path())
          .log("A job is named as a container's is, but others than administrators control it");
      return false;
    }
    return true;
  }

  /** One at a time, for each takes memory and time by the number of handles. */
  private synchronized List<JobName> scan(WinHandle process, WinApiException denied) {
    List<JobName> found = new ArrayList<>();
    try {
      windows.visitJobs(
          MAX_HANDLES,
          (path, job) ->
              JobName.parse(path)
                  .filter(name -> contains(name, job, process))
                  .ifPresent(found::add));
    } catch (WinApiException e) {
      denied.addSuppressed(e);
    }
    if (found.isEmpty()) {
      // A job that cannot be looked at may be the one.
      throw denied;
    }
    return found;
  }

  private static WinApiException requireDenied(WinApiException e) {
    if (!e.isAccessDenied()) {
      throw e;
    }
    return e;
  }
}
