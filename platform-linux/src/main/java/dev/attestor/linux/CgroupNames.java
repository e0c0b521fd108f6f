package dev.attestor.linux;

import dev.attestor.core.locate.ContainerId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that container runtimes give to cgroups. A segment matches as a whole or not at all.
 */
final class CgroupNames {

  static final String ID = "[0-9a-f]{64}";

  private static final Pattern CONTAINER =
      Pattern.compile("(?:(?<prefix>.+)-)?(?<id>" + ID + ")(?<scope>\\.scope)?");
  private static final Pattern PLAIN_ID = Pattern.compile(ID);
  private static final Pattern DOCKER_SCOPE = Pattern.compile("docker-" + ID + "\\.scope");
  private static final Pattern PODMAN_SCOPE = Pattern.compile("libpod-" + ID + "\\.scope");

  /**
   * Where runtimes put containers that were given no parent: containerd, Docker, CRI-O, systemd.
   */
  private static final List<String> PARENTS = List.of("k8s.io", "docker", "crio", "system.slice");

  // The characters that systemd allows in unit names, systemd.unit(5). Runtimes use only these.
  private static final String WRITTEN_BESIDES = ":-_.\\@";

  private CgroupNames() {}

  /** Whether systemd, kubelets or container runtimes use this byte in names. */
  static boolean isWritten(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || WRITTEN_BESIDES.indexOf(c) >= 0;
  }

  /**
   * The ID in the name of a container's cgroup. CRI-O's monitor, {@code crio-conmon-<id>}, is not a
   * container.
   */
  static Optional<ContainerId> container(String segment) {
    Matcher matcher = CONTAINER.matcher(segment);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String prefix = matcher.group("prefix");
    boolean monitor = prefix != null && prefix.endsWith("conmon");
    boolean scopeWithoutPrefix = prefix == null && matcher.group("scope") != null;
    return monitor || scopeWithoutPrefix
        ? Optional.empty()
        : Optional.of(new ContainerId(matcher.group("id")));
  }

  /** Whether runtimes keep the containers there that were given no parent. */
  static boolean isParent(CgroupPath path, int index) {
    return PARENTS.stream().anyMatch(parent -> path.has(index, parent));
  }

  /**
   * The number of segments, starting at an index, that name a container that may itself be a node;
   * 0 if none.
   */
  static int node(CgroupPath path, int index) {
    // The second name is checked only below the first one: elsewhere, workloads may choose names.
    if (path.has(index, "docker")) {
      return PLAIN_ID.matcher(path.segment(index + 1)).matches() ? 2 : 0;
    }
    if (path.has(index, "system.slice")) {
      return DOCKER_SCOPE.matcher(path.segment(index + 1)).matches() ? 2 : 0;
    }
    boolean podman =
        path.has(index, "machine.slice")
            && PODMAN_SCOPE.matcher(path.segment(index + 1)).matches()
            && path.has(index + 2, "container");
    return podman ? 3 : 0;
  }
}
