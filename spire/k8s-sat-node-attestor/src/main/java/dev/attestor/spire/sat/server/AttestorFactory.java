package dev.attestor.spire.sat.server;

import dev.attestor.spire.sat.TokenValidator;
import dev.attestor.spire.sat.config.ClusterConfig;
import dev.attestor.spire.sat.config.TokenBinding;
import dev.attestor.spire.sat.config.TokenValidation.ByKeys;
import dev.attestor.spire.sat.config.TokenValidation.ByReview;
import dev.attestor.spire.sat.key.KeyFileException;
import dev.attestor.spire.sat.key.KeySource;
import dev.attestor.spire.sat.review.ReviewValidator;
import dev.attestor.spire.sat.token.ClaimsPolicy;
import dev.attestor.spire.sat.token.KeyValidator;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates attestors from configurations. Keeps the state that outlives a configuration: used tokens
 * and given warnings.
 */
public final class AttestorFactory {

  private static final Logger LOG = LoggerFactory.getLogger(AttestorFactory.class);

  /** About 5 MB when full. */
  private static final int USED_TOKENS_OF_CLUSTER = 25_000;

  /** About 20 MB when full. */
  private static final int USED_TOKENS = 100_000;

  private final AgentStore agents;
  private final Map<String, String> environment;
  private final Clock clock;
  private final UsedTokens usedTokens;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /**
   * Creates a factory.
   *
   * @param environment the variables with the API server's address in a pod
   */
  public AttestorFactory(AgentStore agents, Map<String, String> environment, Clock clock) {
    this.agents = agents;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
    this.usedTokens = new UsedTokens(USED_TOKENS_OF_CLUSTER, USED_TOKENS, clock);
  }

  /**
   * Reads the key files and makes an attestor. A kubeconfig waits for its first use.
   *
   * @throws KeyFileException if a key file cannot be used; it names every such file
   */
  public ServerAttestor make(String trustDomain, List<ClusterConfig> clusters)
      throws KeyFileException {
    Map<String, ClusterAttestor> attestors = new HashMap<>();
    List<KeyFileException> problems = new ArrayList<>();
    for (ClusterConfig cluster : clusters) {
      try {
        attestors.put(
            cluster.name(),
            new ClusterAttestor(
                cluster.name(),
                validator(cluster),
                cluster.allowed(),
                cluster.binding(),
                cluster.agentId(),
                cluster.tokensOnce() ? Optional.of(usedTokens) : Optional.empty()));
      } catch (KeyFileException e) {
        problems.add(e);
      }
    }
    Optional<KeyFileException> problem = KeyFileException.of(problems);
    if (problem.isPresent()) {
      throw problem.get();
    }
    return new ServerAttestor(trustDomain, attestors, agents);
  }

  private TokenValidator validator(ClusterConfig cluster) throws KeyFileException {
    if (cluster.validation() instanceof ByReview review) {
      return new ReviewValidator(review.kubeconfig(), environment, cluster.audience(), clock);
    }
    ByKeys byKeys = (ByKeys) cluster.validation();
    KeySource keys = new KeySource(byKeys.files(), byKeys.reload(), clock);
    for (String remark : keys.keys().remarks()) {
      LOG.atInfo()
          .addKeyValue("cluster", cluster.name())
          .addKeyValue("remark", remark)
          .log("The key file can be used");
    }
    ClaimsPolicy policy = new ClaimsPolicy(byKeys.issuers(), cluster.audience());
    return new KeyValidator(
        keys,
        policy,
        cluster.binding() != TokenBinding.IGNORE,
        clock,
        () -> warnOfProjected(cluster.name()));
  }

  private void warnOfProjected(String cluster) {
    if (warned.add(cluster)) {
      LOG.atWarn()
          .addKeyValue("cluster", cluster)
          .log(
              "An agent was attested by a projected service account token: this cluster could use"
                  + " k8s_psat, which tells the node and the pod as well");
    }
  }
}
