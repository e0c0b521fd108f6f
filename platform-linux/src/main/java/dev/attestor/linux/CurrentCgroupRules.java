package dev.attestor.linux;

import dev.attestor.core.config.PodCgroups;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules in effect: those that are configured, or those that follow from the kubelet's own
 * configuration and cgroups as soon as a kubelet runs that can be looked at. Until then the root is
 * {@code /}, and the names of both drivers count. A kubelet may be started anew with another root
 * or driver, so they are looked at again and again.
 */
final class CurrentCgroupRules {

  private static final Logger LOG = LoggerFactory.getLogger(CurrentCgroupRules.class);

  /** Between looks until the root and the driver are known. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** Between looks afterwards. */
  private static final Duration LONG_PAUSE = Duration.ofSeconds(60);

  /**
   * So many looks must find cgroups of the other form than the configured one alone before they
   * count: they may be left over, and those of the kubelet not made yet.
   */
  private static final int CONTRADICTIONS = 6;

  private final PodCgroups cgroups;
  private final RunningKubelet kubelet;
  private final Supplier<List<CgroupPath>> self;
  private final LongSupplier nanos;
  private final Executor background;

  private final boolean configured;

  private volatile CgroupRules rules;

  private volatile boolean settled;
  private final AtomicLong looked;
  private int contradictions;
  private String reason = "";
  private RunningKubelet.Answer.@Nullable Known used;

  /**
   * Looks for the kubelet at once if it has to.
   *
   * @param self the reader's own cgroups
   * @param nanos time that never goes back
   * @param background looks later on; many processes make that slow
   */
  CurrentCgroupRules(
      PodCgroups cgroups,
      RunningKubelet kubelet,
      Supplier<List<CgroupPath>> self,
      LongSupplier nanos,
      Executor background) {
    this.cgroups = cgroups;
    this.kubelet = kubelet;
    this.self = self;
    this.nanos = nanos;
    this.background = background;
    this.rules = rules(KubeletRoot.of(cgroups.root().orElse("/")));
    this.configured = cgroups.root().isPresent();
    this.looked = new AtomicLong(nanos.getAsLong());
    if (!configured) {
      look();
    }
  }

  private CgroupRules rules(KubeletRoot root) {
    return new CgroupRules(root, cgroups.withoutPods(), self);
  }

  CgroupRules get() {
    if (!configured) {
      lookAgain();
    }
    return rules;
  }

  /** Takes no lock: every lookup comes here. */
  private void lookAgain() {
    Duration pause = settled ? LONG_PAUSE : PAUSE;
    long before = looked.get();
    long now = nanos.getAsLong();
    if (now - before >= pause.toNanos() && looked.compareAndSet(before, now)) {
      background.execute(this::look);
    }
  }

  private void look() {
    accept(kubelet.look());
  }

  private synchronized void accept(RunningKubelet.Answer answer) {
    if (answer instanceof RunningKubelet.Answer.Known known) {
      reason = "";
      contradictions = known.isContradictory() ? Math.min(contradictions + 1, CONTRADICTIONS) : 0;
      boolean doubtful = known.isContradictory() && contradictions < CONTRADICTIONS;
      use(doubtful ? known.withoutDriver() : known);
    } else if (answer instanceof RunningKubelet.Answer.Unknown unknown) {
      settled = false;
      if (!unknown.reason().equals(reason)) {
        reason = unknown.reason();
        LOG.atWarn()
            .addKeyValue("reason", reason)
            .addKeyValue("root", used == null ? "/" : used.root())
            .log("the kubelet's cgroup root is not known; the last known one is used, or /");
      }
    }
  }

  private void use(RunningKubelet.Answer.Known known) {
    settled = known.driver().isPresent();
    if (used == null
        || !known.root().equals(used.root())
        || !known.driver().equals(used.driver())) {
      rules = rules(KubeletRoot.of(known.root(), known.driver()));
      LOG.atInfo()
          .addKeyValue("root", known.root())
          .addKeyValue("source", known.source())
          .addKeyValue("driver", known.driver().map(CgroupDriver::toString).orElse("unknown"))
          .log("the kubelet's cgroup root was read");
    }
    used = known;
  }
}
