package dev.attestor.linux;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names that a kubelet gives to the cgroups of its pods and to those above them. Its systemd
 * driver repeats the names of all parents in the name of each slice, so they depend on the cgroup
 * root. A segment matches as a whole or not at all.
 */
final class KubeletNames {

  private static final String UID =
      "(?<uid>[0-9a-f]{8}(?<sep>[-_])[0-9a-f]{4}\\k<sep>[0-9a-f]{4}\\k<sep>[0-9a-f]{4}\\k<sep>[0-9a-f]{12}"
          + "|[0-9a-f]{32})";

  /** Of the root "/" and of kind's nodes. */
  private static final String USUAL = "kubelet-";

  /** Names below any root whatever: to be used where a match grants nothing. */
  static final KubeletNames OF_ANY_ROOT = new KubeletNames(".+-", Optional.empty());

  private final Optional<CgroupDriver> driver;
  private final Pattern pod;
  private final Pattern frame;

  private KubeletNames(String parents, Optional<CgroupDriver> driver) {
    this.driver = driver;
    String slice = "(?:%s)?kubepods(?:-burstable|-besteffort)?".formatted(parents);
    // The last group is the tail of the colon form: runc's systemd notation taken literally.
    this.pod =
        Pattern.compile(
            "pod"
                + UID
                + "|"
                + slice
                + "-pod"
                + UID.replace("<uid>", "<slice>")
                    .replace("<sep>", "<line>")
                    .replace("\\k<sep>", "\\k<line>")
                + "\\.slice(?::[^:]+:(?<tail>"
                + CgroupNames.ID
                + "))?");
    this.frame =
        Pattern.compile(
            "(?<plain>kubepods|burstable|besteffort|kubelet)|kubelet\\.slice|"
                + slice
                + "\\.slice");
  }

  /**
   * The names below roots whose own slices are called so, without {@code .slice}, and below the
   * usual ones.
   *
   * @param driver the only one whose names count; empty: both
   */
  static KubeletNames below(Collection<String> slices, Optional<CgroupDriver> driver) {
    return new KubeletNames(
        Stream.concat(Stream.of(USUAL), slices.stream().map(slice -> Pattern.quote(slice + "-")))
            .collect(Collectors.joining("|")),
        driver);
  }

  /** The name of a pod's cgroup. Only the colon notation also contains the container. */
  record PodName(PodUid uid, Optional<ContainerId> container) {}

  Optional<PodName> pod(String segment) {
    if (!segment.contains("pod")) {
      return Optional.empty();
    }
    Matcher matcher = pod.matcher(segment);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String plain = matcher.group("uid");
    if (!isOfDriver(plain != null)) {
      return Optional.empty();
    }
    String uid = plain == null ? matcher.group("slice") : plain;
    return Optional.of(
        new PodName(
            new PodUid(uid.replace('_', '-')),
            Optional.ofNullable(matcher.group("tail")).map(ContainerId::new)));
  }

  /** Whether it is the name of one of the kubelet's cgroups above its pods. */
  boolean isFrame(String segment) {
    Matcher matcher = frame.matcher(segment);
    return matcher.matches() && isOfDriver(matcher.group("plain") != null);
  }

  private boolean isOfDriver(boolean plain) {
    return driver.isEmpty()
        || driver.get() == (plain ? CgroupDriver.CGROUPFS : CgroupDriver.SYSTEMD);
  }

  /**
   * The number of segments, starting at an index, that belong to the kubelet's cgroups above its
   * pods; 0 if none.
   */
  int frame(CgroupPath path, int index) {
    if (isFrame(path.segment(index))) {
      return 1;
    }
    boolean containerd =
        path.has(index, "system.slice") && path.has(index + 1, "containerd.service");
    return containerd ? 2 : 0;
  }
}
