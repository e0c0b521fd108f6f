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
 * The name of a container's job: {@code \Container_<id>} for a process-isolated container, as the
 * Host Compute Service makes it, and {@code \BaseNamedObjects\JobContainer_<id>} for a HostProcess
 * container, as containerd's shim does in session 0.
 *
 * @param path the whole path, with the case it has there
 */
record JobName(String path, ContainerId container, Isolation isolation) {

  /** Where containers of a kind have their jobs. */
  enum Place {
    /** In the root, where only administrators may make names. */
    ROOT("\\", "Container_", Isolation.PROCESS),
    /** Where any process of session 0 may make names. */
    SESSION_0("\\BaseNamedObjects", "JobContainer_", Isolation.HOST_PROCESS);

    private final String directory;
    private final String prefix;
    private final Isolation isolation;

    Place(String directory, String prefix, Isolation isolation) {
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

  /** Empty if a job of that name is no container's. */
  static Optional<JobName> of(Place place, String name) {
    if (!name.startsWith(place.prefix)) {
      return Optional.empty();
    }
    String id = name.substring(place.prefix.length());
    return ID.matcher(id).matches()
        ? Optional.of(new JobName(place.path(name), new ContainerId(id), place.isolation))
        : Optional.empty();
  }

  /** The job of a process-isolated container; empty if none could have that ID. */
  static Optional<JobName> of(ContainerId container) {
    return of(Place.ROOT, Place.ROOT.prefix + container);
  }

  /** Empty if a job with that path is no container's. */
  static Optional<JobName> parse(String path) {
    for (Place place : Place.values()) {
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

  /** Whether others than administrators could have made a job of that name. */
  boolean needsTrustedOwner() {
    return isolation == Isolation.HOST_PROCESS;
  }
}
