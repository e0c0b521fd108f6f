package dev.attestor.linux;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that kubelets and container runtimes give to cgroups. A segment matches as a whole or
 * not at all.
 */
final class CgroupNames {

  private static final String ID = "[0-9a-f]{64}";
  private static final String UID =
      "(?<uid>[0-9a-f]{8}(?<sep>[-_])[0-9a-f]{4}\\k<sep>[0-9a-f]{4}\\k<sep>[0-9a-f]{4}\\k<sep>[0-9a-f]{12}"
          + "|[0-9a-f]{32})";

  /** The last group is the tail of the colon form: runc's systemd notation taken literally. */
  private static final Pattern POD =
      Pattern.compile(
          "pod"
              + UID
              + "|(?:kubelet-)?kubepods(?:-burstable|-besteffort)?-pod"
              + UID.replace("<uid>", "<slice>")
                  .replace("<sep>", "<line>")
                  .replace("\\k<sep>", "\\k<line>")
              + "\\.slice(?::[^:]+:(?<tail>"
              + ID
              + "))?");

  private static final Pattern CONTAINER =
      Pattern.compile("(?:(?<prefix>.+)-)?(?<id>" + ID + ")(?<scope>\\.scope)?");
  private static final Pattern FRAME =
      Pattern.compile(
          "kubepods|burstable|besteffort|kubelet|kubelet\\.slice"
              + "|(?:kubelet-)?kubepods(?:-burstable|-besteffort)?\\.slice");
  private static final Pattern PLAIN_ID = Pattern.compile(ID);
  private static final Pattern DOCKER_SCOPE = Pattern.compile("docker-" + ID + "\\.scope");
  private static final Pattern PODMAN_SCOPE = Pattern.compile("libpod-" + ID + "\\.scope");

  // What systemd takes in the names of units, systemd.unit(5); runtimes write no more than that.
  private static final String WRITTEN_BESIDES = ":-_.\\@";

  /** A pod's cgroup; the container is there only in the colon form. */
  record PodName(PodUid uid, Optional<ContainerId> container) {}

  private CgroupNames() {}

  /** Whether systemd, a kubelet or a container runtime writes that byte in a name. */
  static boolean isWritten(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || WRITTEN_BESIDES.indexOf(c) >= 0;
  }

  static Optional<PodName> pod(String segment) {
    if (!segment.contains("pod")) {
      return Optional.empty();
    }
    Matcher matcher = POD.matcher(segment);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String uid = matcher.group("uid") == null ? matcher.group("slice") : matcher.group("uid");
    return Optional.of(
        new PodName(
            new PodUid(uid.replace('_', '-')),
            Optional.ofNullable(matcher.group("tail")).map(ContainerId::new)));
  }

  /** A container's cgroup. CRI-O's monitor, {@code crio-conmon-<id>}, is none. */
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

  /**
   * How many segments from an index on belong to the kubelet's own tree above its pods; 0 for none.
   */
  static int frame(CgroupPath path, int index) {
    if (FRAME.matcher(path.segment(index)).matches()) {
      return 1;
    }
    boolean containerd =
        path.has(index, "system.slice") && path.has(index + 1, "containerd.service");
    return containerd ? 2 : 0;
  }

  /** How many segments from an index on name a container that may itself be a node; 0 for none. */
  static int node(CgroupPath path, int index) {
    // The second name is looked at only after the first: below others, anybody may choose names.
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
