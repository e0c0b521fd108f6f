package dev.attestor.windows;

import dev.attestor.windows.JobName.JobDirectory;
import dev.attestor.windows.winapi.LimitExceededException;
import dev.attestor.windows.winapi.WinApi;
import dev.attestor.windows.winapi.WinApiException;
import dev.attestor.windows.winapi.WinHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs in {@code \BaseNamedObjects} that may be containers'. Any process of session 0 may make
 * names there, so no number of untrusted jobs fails a lookup for good, and not each lookup opens
 * them all: untrusted names are remembered, and one listing serves all lookups that wait for it.
 * Safe for concurrent use.
 */
final class SessionJobs {

  private static final Logger LOG = LoggerFactory.getLogger(SessionJobs.class);

  /** Up to this number, all jobs are opened without checking remembered names. */
  static final int FEW = 1_000;

  /** So many unknown names one listing opens; the next one goes on with the others. */
  static final int MAX_NEW = 50_000;

  private static final int MAX_TRUSTED = 10_000;

  private final WinApi windows;
  private final TrustedOwners trust;

  /** Guarded by this; null while there are few names. */
  private @Nullable UntrustedNames untrusted;

  /** Whether this process is SYSTEM; null until known. */
  private volatile @Nullable Boolean system;

  /** The number of listings that have started. */
  private volatile long began;

  /** Guarded by this. */
  private Listing last = new Listing(List.of(), Optional.empty());

  SessionJobs(WinApi windows, TrustedOwners trust) {
    this.windows = windows;
    this.trust = trust;
  }

  /**
   * The jobs in the directory.
   *
   * @param candidates the jobs to examine; whether they are trusted is not checked yet
   * @param doubt why a container's job may be missing
   */
  record Listing(List<JobName> candidates, Optional<RuntimeException> doubt) {

    Listing {
      candidates = List.copyOf(candidates);
    }
  }

  /** Lists the directory. The result contains everything that existed when this was called. */
  Listing list() {
    long before = began;
    synchronized (this) {
      // Held only between listings, so a listing that started after the call is complete and recent
      // enough.
      if (began == before) {
        began++;
        last = listed();
      }
      return last;
    }
  }

  private Listing listed() {
    Pass pass = new Pass();
    try {
      windows.visitJobNames(
          JobDirectory.SESSION_0.directory(), JobDirectory.SESSION_0.prefix(), pass::visit);
      return pass.end();
    } catch (WinApiException | LimitExceededException e) {
      return new Listing(List.of(), Optional.of(e));
    }
  }

  /** One listing. */
  private final class Pass {

    private final List<JobName> candidates = new ArrayList<>();

    /** Set from the first name on that is one too many to open them all. */
    private @Nullable UntrustedNames flood;

    private int added;
    private boolean complete = true;

    void visit(String text) {
      JobName.of(JobDirectory.SESSION_0, text).ifPresent(this::visit);
    }

    private void visit(JobName name) {
      if (flood != null) {
        sift(name, flood);
      } else if (candidates.size() < FEW) {
        candidates.add(name);
      } else {
        flood = untrusted == null ? new UntrustedNames(FEW) : untrusted;
        flood.begin();
        List<JobName> few = List.copyOf(candidates);
        candidates.clear();
        few.forEach(this::visit);
        visit(name);
      }
    }

    private void sift(JobName name, UntrustedNames names) {
      if (names.skips(name)) {
        return;
      }
      if (added == MAX_NEW) {
        complete = false;
      } else if (mayCount(name)) {
        candidates.add(name);
        requireFewTrusted();
      } else {
        names.add(name);
        added++;
      }
    }

    private void requireFewTrusted() {
      if (candidates.size() > MAX_TRUSTED) {
        throw new LimitExceededException(
            "trusted jobs named as containers' are in \"%s\""
                .formatted(JobDirectory.SESSION_0.directory()),
            MAX_TRUSTED);
      }
    }

    Listing end() {
      untrusted = flood;
      if (flood != null && flood.end() > FEW) {
        LOG.atWarn()
            .addKeyValue("directory", JobDirectory.SESSION_0.directory())
            .addKeyValue("jobs", flood.size())
            .log("Jobs are named as containers' are, but others than administrators control them");
      }
      return complete
          ? new Listing(candidates, Optional.empty())
          : new Listing(
              List.of(),
              Optional.of(
                  new LimitExceededException(
                      "new jobs named as containers' in \"%s\"; the next lookup goes on with them"
                          .formatted(JobDirectory.SESSION_0.directory()),
                      MAX_NEW)));
    }
  }

  private boolean mayCount(JobName name) {
    try (WinHandle job = windows.openJob(name.path())) {
      return isTrusted(job);
    } catch (WinApiException e) {
      return isReason(e);
    }
  }

  /**
   * Whether only the system and the administrators control a job.
   *
   * @throws WinApiException if Windows does not say
   */
  boolean isTrusted(WinHandle job) {
    try {
      return trust.objection(windows.security(job)).isEmpty();
    } catch (WinApiException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.debug("A job's access list is none that a container's job has", e);
      return false;
    }
  }

  /**
   * Whether a container's job may have been missed because a job could not be examined. False if
   * the job has ended, or if its name now belongs to another kind of object. Also false if it
   * denies access to SYSTEM: the shim of a HostProcess container runs as SYSTEM and creates jobs
   * that SYSTEM may open.
   */
  boolean isReason(WinApiException e) {
    boolean closed = e.isAccessDenied() && isSystem();
    return !e.isNotFound() && !e.isOfAnotherType() && !closed;
  }

  private boolean isSystem() {
    if (system == null) {
      system = windows.account().isSystem();
    }
    return system;
  }
}
