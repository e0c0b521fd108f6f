package dev.attestor.spire.sat.server;

import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sat.config.ClusterConfig;
import dev.attestor.spire.sat.config.ServerConfig;
import dev.attestor.spire.sat.key.KeyFileException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Creates attestors from configurations. Keeps the state that outlives a configuration: used
 * tokens, published keys and given warnings.
 */
public final class AttestorFactory {

  /** About 5 MB when full. */
  private static final int USED_TOKENS_OF_CLUSTER = 25_000;

  /** About 20 MB when full. */
  private static final int USED_TOKENS = 100_000;

  private final AgentStore agents;
  private final Validators validators;
  private final UsedTokens usedTokens;

  /**
   * Creates a factory.
   *
   * @param environment the variables with the API server's address in a pod
   * @param listener is told of keys that are read and of reviews
   */
  public AttestorFactory(
      AgentStore agents, Map<String, String> environment, Clock clock, SatListener listener) {
    this.agents = agents;
    this.validators = new Validators(environment, clock, listener);
    this.usedTokens = new UsedTokens(USED_TOKENS_OF_CLUSTER, USED_TOKENS, clock);
  }

  /**
   * Reads the key files of the clusters that the configuration names, and makes an attestor.
   * Kubeconfigs, published keys and the files of a folder wait for their first use.
   *
   * @throws KeyFileException if a key file cannot be used; it names every such file
   */
  public ServerAttestor make(String trustDomain, ServerConfig config) throws KeyFileException {
    Map<String, ClusterAttestor> attestors = new HashMap<>();
    List<KeyFileException> problems = new ArrayList<>();
    for (ClusterConfig cluster : config.clusters()) {
      try {
        attestors.put(cluster.name(), cluster(cluster));
      } catch (KeyFileException e) {
        problems.add(e);
      }
    }
    Optional<KeyFileException> problem = KeyFileException.of(problems);
    if (problem.isPresent()) {
      throw problem.get();
    }
    return new ServerAttestor(trustDomain, finder(attestors, config), agents);
  }

  private ClusterFinder finder(Map<String, ClusterAttestor> named, ServerConfig config) {
    if (config.directory().isEmpty()) {
      return name -> Optional.ofNullable(named.get(name));
    }
    ClusterFolder folder =
        new ClusterFolder(
            config.directory().get(), this::cluster, System::nanoTime, ClusterFolder.MAX_CLUSTERS);
    return name -> {
      ClusterAttestor first = named.get(name);
      return first == null ? folder.find(name) : Optional.of(first);
    };
  }

  private ClusterAttestor cluster(ClusterConfig cluster) throws KeyFileException {
    return new ClusterAttestor(
        cluster.name(),
        validators.of(cluster),
        cluster.allowed(),
        cluster.binding(),
        cluster.agentId(),
        cluster.tokensOnce() ? Optional.of(usedTokens) : Optional.empty());
  }
}
