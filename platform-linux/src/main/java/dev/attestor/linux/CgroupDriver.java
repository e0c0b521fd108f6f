package dev.attestor.linux;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a kubelet makes cgroups, and so which names it gives them. */
public enum CgroupDriver {
  /** Itself: {@code kubepods/burstable/pod<UID>}. */
  CGROUPFS,
  /** Through systemd: {@code kubepods.slice/kubepods-burstable.slice/...}. */
  SYSTEMD;

  /** The driver that a kubelet's option names; empty for anything else. */
  static Optional<CgroupDriver> parse(String option) {
    return Arrays.stream(values()).filter(each -> each.toString().equals(option)).findFirst();
  }

  /** As in the kubelet's option. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
