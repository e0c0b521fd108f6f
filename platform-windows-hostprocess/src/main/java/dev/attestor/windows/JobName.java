package dev.attestor.windows;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Isolation;
import dev.attestor.windows.winapi.LimitExceededException;
import dev.attestor.windows.winapi.WinApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a container's job. A process-isolated container has {@code \Container_<id>}, created
 * by the Host Compute Service. A HostProcess container has {@code
 * \BaseNamedObjects\JobContainer_<id>}, created by containerd's shim in session 0.
 *
 * @param path the whole path in its original case
 */
record JobName(String path, ContainerId container, Isolation isolation) {

  /** The directory for the jobs of one kind of containers. */
  enum JobDirectory {
    /** The root, where only administrators may create names. */
    ROOT("\\", "Container_", Isolation.PROCESS),
    /** The directory where any process in session 0 may create names. */
    SESSION_0("\\BaseNamedObjects", "JobContainer_", Isolation.HOST_PROCESS);

    private final String directory;
    private final String prefix;
    private final Isolation isolation;

    JobDirectory(String directory, String prefix, Isolation isolation) {
      this.directory = directory;
      this.prefix = prefix;
      this.isolation = isolation;
    }

    String directory() {
      return directory;
    }

    String prefix() {
      return prefix;
    }

    /**
     * The jobs there that are named as containers' are.
     *
     * @throws LimitExceededException if there are more than {@code max}
     */
    List<JobName> list(WinApi windows, int max) {
      List<JobName> names = new ArrayList<>();
      windows.visitJobNames(
          directory,
          prefix,
          name -> {
            of(this, name).ifPresent(names::add);
            if (names.size() > max) {
              throw new LimitExceededException(
                  "jobs named \"%s...\" in \"%s\"".formatted(prefix, directory), max);
            }
          });
      return names;
    }

    private String path(String name) {
      return directory.endsWith("\\") ? directory + name : directory + "\\" + name;
    }
  }

  private static final Pattern ID = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._-]{0,127}");

  /** Parses a name; empty if it is not the name of a container's job. */
  static Optional<JobName> of(JobDirectory place, String name) {
    if (!name.startsWith(place.prefix)) {
      return Optional.empty();
    }
    String id = name.substring(place.prefix.length());
    return ID.matcher(id).matches()
        ? Optional.of(new JobName(place.path(name), new ContainerId(id), place.isolation))
        : Optional.empty();
  }

  /** The job of a process-isolated container; empty if no such container can have that ID. */
  static Optional<JobName> of(ContainerId container) {
    return of(JobDirectory.ROOT, JobDirectory.ROOT.prefix + container);
  }

  /** Parses a path; empty if it is not the path of a container's job. */
  static Optional<JobName> parse(String path) {
    for (JobDirectory place : JobDirectory.values()) {
      String start = place.path("");
      if (path.startsWith(start) && path.indexOf('\\', start.length()) < 0) {
        Optional<JobName> name = of(place, path.substring(start.length()));
        if (name.isPresent()) {
          return name;
        }
      }
    }
    return Optional.empty();
  }

  /** Whether accounts other than administrators could have created a job with that name. */
  boolean needsTrustedOwner() {
    return isolation == Isolation.HOST_PROCESS;
  }
}
