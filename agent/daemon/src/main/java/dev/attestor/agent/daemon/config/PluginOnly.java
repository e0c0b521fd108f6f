package dev.attestor.agent.daemon.config;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import java.util.List;

/** Settings of the {@code k8s} attestor that make sense for a SPIRE agent alone. */
final class PluginOnly {

  private static final String KUBELET = "disable_kubelet_client";
  private static final String BROKER = "experimental.broker";

  private PluginOnly() {}

  /** Nobody asks the node agent for others, so there are no brokers; but it asks the kubelet. */
  static void read(Parsed<K8sConfig> k8s, Problems problems) {
    if (k8s.config().brokers().isPresent()) {
      note(BROKER, k8s, problems);
    }
    if (k8s.places().containsKey("experimental.api_server")) {
      note("experimental.api_server", k8s, problems);
    }
    if (k8s.config().kubeletDisabled()) {
      problems.error(
          k8s.places().get(KUBELET),
          "%s = true leaves the node agent without pods; remove it".formatted(KUBELET));
    }
  }

  /** The remarks on settings that have an effect: what brokers may do does not matter here. */
  static List<ConfigProblem> remarksThatMatter(Parsed<K8sConfig> k8s) {
    return k8s.remarks().stream().filter(remark -> !remark.message().contains(BROKER)).toList();
  }

  private static void note(String key, Parsed<K8sConfig> k8s, Problems problems) {
    problems.note(
        k8s.places().get(key),
        "%s has no effect: the node agent answers no brokers".formatted(key));
  }
}
