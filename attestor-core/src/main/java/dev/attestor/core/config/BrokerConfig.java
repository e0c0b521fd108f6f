package dev.attestor.core.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which brokers may ask about pods and objects, and what is checked before they are told.
 *
 * @param enforced whether the API server must allow each answer to the broker
 * @param brokers those that may ask; empty: all, about processes and pods of this node, and about
 *     every other object that our account can read
 * @param skipSignatures whether pods and objects need no signed images although {@code sigstore} is
 *     configured
 * @param kubeConfigFile how the API server is reached; empty: as by a pod
 */
public record BrokerConfig(
    boolean enforced,
    Map<SpiffeId, PodScope> brokers,
    boolean skipSignatures,
    Optional<Path> kubeConfigFile) {

  /** About which pods a broker may ask. */
  public enum PodScope {
    /** Those that the kubelet of this node lists. */
    AGENT_NODE,
    /** All. */
    CLUSTER
  }

  /** Copies the brokers, in their order. */
  public BrokerConfig {
    brokers = Collections.unmodifiableMap(new LinkedHashMap<>(brokers));
  }

  /** The scope of a broker; empty if it may not ask. */
  public Optional<PodScope> scope(SpiffeId broker) {
    return brokers.isEmpty()
        ? Optional.of(PodScope.AGENT_NODE)
        : Optional.ofNullable(brokers.get(broker));
  }

  /** Whether answers to some broker take the API server, whatever it asks about. */
  public boolean needsApiServer() {
    return enforced || brokers.containsValue(PodScope.CLUSTER);
  }
}
