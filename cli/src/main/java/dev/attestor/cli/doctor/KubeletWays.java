package dev.attestor.cli.doctor;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.spi.LocalPods;
import java.util.ArrayList;
import java.util.List;

/** The kubelet's socket and its port. If the socket answers, the port may be missing. */
final class KubeletWays {

  private final PodsApiCheck socket;
  private final List<DoctorCheck> port;

  KubeletWays(K8sConfig config, LocalPods.Opener opener, List<DoctorCheck> port) {
    this.socket = new PodsApiCheck(config.podsApi(), opener);
    this.port = List.copyOf(port);
  }

  List<Finding> run() {
    Finding first = socket.run();
    List<Finding> all = new ArrayList<>(List.of(first));
    for (DoctorCheck check : port) {
      check.run().forEach(each -> all.add(lessened(each, first)));
    }
    return all;
  }

  private static Finding lessened(Finding finding, Finding socket) {
    return socket.level() == Finding.Level.OK && finding.level() == Finding.Level.PROBLEM
        ? Finding.leftOut(
            finding.what(), "not needed while the Pods API answers: " + finding.detail())
        : finding;
  }
}
