package dev.attestor.cli.doctor;

import dev.attestor.core.config.PodCgroups;
import dev.attestor.linux.RunningKubelet.Answer;
import java.util.function.Supplier;

/** Whether the configured cgroup root is the one that the kubelet uses. */
final class CgroupRootCheck {

  private static final String WHAT = "cgroup root";

  private final PodCgroups cgroups;
  private final Supplier<Answer> kubelet;

  CgroupRootCheck(PodCgroups cgroups, Supplier<Answer> kubelet) {
    this.cgroups = cgroups;
    this.kubelet = kubelet;
  }

  Finding run() {
    Answer answer = kubelet.get();
    if (answer instanceof Answer.Unknown unknown) {
      return cgroups.root().isEmpty()
          ? Finding.warning(
              WHAT,
              "\"/\" is used: " + unknown.reason(),
              "set kubelet_cgroup_root to the kubelet's cgroupRoot, rather than to auto")
          : Finding.leftOut(
              WHAT,
              "\"%s\" is used; the kubelet's own was not read: %s"
                  .formatted(cgroups.root().get(), unknown.reason()));
    }
    Answer.Known known = (Answer.Known) answer;
    String used = cgroups.root().orElse(known.root());
    return known.isMeantBy(used)
        ? Finding.ok(
            WHAT,
            "\"%s\", the kubelet's: %s%s"
                .formatted(
                    used,
                    known.source(),
                    known.driver().map(driver -> "; its cgroup driver is " + driver).orElse("")))
        : Finding.warning(
            WHAT,
            "\"%s\" is used, and the kubelet has \"%s\": %s"
                .formatted(used, known.root(), known.source()),
            "set kubelet_cgroup_root = \"%s\", or to auto".formatted(known.root()));
  }
}
