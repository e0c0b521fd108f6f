package dev.attestor.cli;

import dev.attestor.core.config.BrokerConfig;
import dev.attestor.core.config.BrokerConfig.PodScope;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.kubernetes.ApiCalls;
import dev.attestor.kubernetes.reviews.AccessReviews;
import dev.attestor.kubernetes.reviews.Action;
import java.util.ArrayList;
import java.util.List;

/** What our account at the API server must be allowed, so that brokers get answers. */
final class BrokerRights {

  private BrokerRights() {}

  /** The rights that a configuration needs, apart from those on types that only brokers know. */
  static List<Action> needed(K8sConfig config) {
    List<Action> actions = new ArrayList<>();
    if (config.brokers().isEmpty()) {
      return actions;
    }
    BrokerConfig brokers = config.brokers().get();
    if (brokers.enforced()) {
      actions.add(right("create", "authorization.k8s.io", "subjectaccessreviews"));
    }
    if (brokers.brokers().containsValue(PodScope.CLUSTER)) {
      actions.add(right("get", "", "pods"));
      actions.add(right("list", "", "pods"));
    }
    if (config.namespaces().isPresent()) {
      actions.add(right("get", "", "namespaces"));
    }
    return actions;
  }

  private static Action right(String verb, String group, String resource) {
    return new Action(verb, group, resource, "", "");
  }

  /**
   * Asks the API server which of them our account lacks.
   *
   * @throws dev.attestor.core.error.ApiServerException if it does not tell
   */
  static List<Action> missing(K8sConfig config) {
    List<Action> needed = needed(config);
    if (needed.isEmpty()) {
      return needed;
    }
    try (ApiCalls calls = Host.apiServer(config.brokers().orElseThrow())) {
      // Tells which of our files cannot be used.
      calls.prepare();
      AccessReviews reviews = new AccessReviews(calls);
      return needed.stream().filter(action -> !reviews.reviewOwn(action).allowed()).toList();
    }
  }
}
