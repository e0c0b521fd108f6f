package dev.attestor.linux;

import dev.attestor.core.config.PodCgroups;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules in effect: those that are configured, or those that follow from the kubelet's own
 * configuration and cgroups as soon as a kubelet runs that can be looked at. Until then the root is
 * {@code /}, and the names of both drivers count.
 */
final class CurrentCgroupRules {

  private static final Logger LOG = LoggerFactory.getLogger(CurrentCgroupRules.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final PodCgroups cgroups;
  private final RunningKubelet kubelet;
  private final Supplier<List<CgroupPath>> self;
  private final LongSupplier nanos;
  private final Executor background;

  private volatile CgroupRules rules;
  private volatile boolean settled;

  private long looked;
  private String reason = "";
  private RunningKubelet.@Nullable Answer used;

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
    this.settled = cgroups.root().isPresent();
    this.looked = nanos.getAsLong();
    if (!settled) {
      look();
    }
  }

  private CgroupRules rules(KubeletRoot root) {
    return new CgroupRules(root, cgroups.withoutPods(), self);
  }

  CgroupRules get() {
    if (!settled) {
      lookAgain();
    }
    return rules;
  }

  private synchronized void lookAgain() {
    if (!settled && nanos.getAsLong() - looked >= PAUSE.toNanos()) {
      looked = nanos.getAsLong();
      background.execute(this::look);
    }
  }

  private void look() {
    accept(kubelet.look());
  }

  private synchronized void accept(RunningKubelet.Answer answer) {
    if (answer instanceof RunningKubelet.Answer.Known known) {
      settled = known.driver().isPresent();
      if (!known.equals(used)) {
        used = known;
        rules = rules(KubeletRoot.of(known.root(), known.driver()));
        LOG.atInfo()
            .addKeyValue("root", known.root())
            .addKeyValue("source", known.source())
            .addKeyValue("driver", known.driver().map(CgroupDriver::toString).orElse("unknown"))
            .log("the kubelet's cgroup root was read");
      }
    } else if (answer instanceof RunningKubelet.Answer.Unknown unknown
        && !unknown.reason().equals(reason)) {
      reason = unknown.reason();
      LOG.atWarn()
          .addKeyValue("reason", reason)
          .log("the kubelet's cgroup root is not known; / is used");
    }
  }
}
