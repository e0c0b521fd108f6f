package dev.attestor.windows;

import dev.attestor.windows.JobName.Place;
import dev.attestor.windows.winapi.LimitExceededException;
import dev.attestor.windows.winapi.WinApi;
import dev.attestor.windows.winapi.WinApiException;
import dev.attestor.windows.winapi.WinHandle;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs in {@code \BaseNamedObjects} that may be containers'. Any process of session 0 may make
 * names there, so thousands of names neither fail a lookup nor make each lookup open them all: the
 * names of untrusted jobs are remembered, and one listing serves all lookups that wait for it. Safe
 * for concurrent use.
 */
final class SessionJobs {

  private static final Logger LOG = LoggerFactory.getLogger(SessionJobs.class);

  /** So many names are opened without asking first whose they are. */
  static final int FEW = 1_000;

  /** Some 15 MB of names. */
  static final int MAX_NAMES = 50_000;

  private static final int MAX_TRUSTED = 10_000;

  private final WinApi windows;
  private final Trust trust;

  /** Guarded by this; the one that was looked at longest ago comes first. */
  private final Set<JobName> untrusted = new LinkedHashSet<>();

  /** Whether this process is SYSTEM; null until that is asked. */
  private volatile @Nullable Boolean system;

  /** How many listings began. */
  private volatile long began;

  /** Guarded by this. */
  private Listing last = new Listing(List.of(), Optional.empty());

  SessionJobs(WinApi windows, Trust trust) {
    this.windows = windows;
    this.trust = trust;
  }

  /**
   * What is there.
   *
   * @param candidates the jobs to look at; who controls them is still to be checked
   * @param doubt why a container's job may be missing
   */
  record Listing(List<JobName> candidates, Optional<RuntimeException> doubt) {

    Listing {
      candidates = List.copyOf(candidates);
    }
  }

  /** Lists the place; what was there when this was called is in the answer. */
  Listing list() {
    long before = began;
    synchronized (this) {
      // Held only between listings: whatever began since then is complete, and new enough.
      if (began == before) {
        began++;
        last = listed();
      }
      return last;
    }
  }

  private Listing listed() {
    List<JobName> candidates;
    try {
      candidates =
          windows
              .jobNames(Place.SESSION_0.directory(), Place.SESSION_0.prefix(), MAX_NAMES)
              .stream()
              .flatMap(name -> JobName.of(Place.SESSION_0, name).stream())
              .toList();
    } catch (WinApiException | LimitExceededException e) {
      return new Listing(List.of(), Optional.of(e));
    }
    if (candidates.size() > FEW) {
      candidates = withoutUntrusted(candidates);
    } else {
      untrusted.clear();
    }
    return candidates.size() <= MAX_TRUSTED
        ? new Listing(candidates, Optional.empty())
        : new Listing(
            List.of(),
            Optional.of(
                new LimitExceededException(
                    "trusted jobs named as containers' are in \"%s\""
                        .formatted(Place.SESSION_0.directory()),
                    MAX_TRUSTED)));
  }

  /** A name may come to mean another job, so some of those remembered are looked at each time. */
  private List<JobName> withoutUntrusted(List<JobName> names) {
    untrusted.retainAll(new HashSet<>(names));
    Iterator<JobName> oldest = untrusted.iterator();
    for (int i = 0; i < FEW && oldest.hasNext(); i++) {
      oldest.next();
      oldest.remove();
    }
    int before = untrusted.size();
    List<JobName> trusted =
        names.stream().filter(name -> !untrusted.contains(name) && mayCount(name)).toList();
    if (untrusted.size() > before + FEW) {
      LOG.atWarn()
          .addKeyValue("directory", Place.SESSION_0.directory())
          .addKeyValue("jobs", untrusted.size())
          .log("Jobs are named as containers' are, but others than administrators control them");
    }
    return trusted;
  }

  private boolean mayCount(JobName name) {
    try (WinHandle job = windows.openJob(name.path())) {
      if (isTrusted(job)) {
        return true;
      }
    } catch (WinApiException e) {
      if (isReason(e)) {
        return true;
      }
    }
    untrusted.add(name);
    return false;
  }

  /**
   * Whether nobody but the system and the administrators controls a job.
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
   * Whether a container's job may have been missed because one could not be looked at. Not so if it
   * ended, or if its name belongs to something else by now. Nor if it is closed to SYSTEM: the shim
   * of a HostProcess container runs as SYSTEM and makes jobs that SYSTEM may open.
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
