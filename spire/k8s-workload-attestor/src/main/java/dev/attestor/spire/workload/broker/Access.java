package dev.attestor.spire.workload.broker;

import dev.attestor.core.config.BrokerConfig;
import dev.attestor.core.config.BrokerConfig.PodScope;
import dev.attestor.core.config.SpiffeId;
import java.util.Optional;

/**
 * What a caller may ask about.
 *
 * @param broker empty if the agent asks for itself
 * @param reviewed whether the API server must allow each answer
 */
record Access(Optional<SpiffeId> broker, PodScope scope, boolean reviewed) {

  private static final String HOW =
      "the configuration of the plugin has no block experimental.broker;"
          + " write one with access_policy = \"enforced\" and the brokers that may ask";

  /**
   * The access of a caller.
   *
   * @throws io.grpc.StatusRuntimeException if it may not ask at all
   */
  static Access of(Caller caller, Optional<BrokerConfig> config) {
    if (caller instanceof Caller.Unreadable) {
      throw Refusals.broken(
          "the header \"%s\" does not hold one SPIFFE ID".formatted(Caller.HEADER.name()));
    }
    if (!(caller instanceof Caller.Broker broker)) {
      return new Access(Optional.empty(), PodScope.AGENT_NODE, false);
    }
    BrokerConfig brokers = config.orElseThrow(() -> Refusals.denied("no broker may ask: " + HOW));
    PodScope scope =
        brokers
            .scope(broker.id())
            .orElseThrow(
                () ->
                    Refusals.denied(
                        "broker \"%s\" may not ask: experimental.broker.brokers does not list it"
                            .formatted(broker.id())));
    return new Access(Optional.of(broker.id()), scope, brokers.enforced());
  }

  /** Whose share of the requests to the API server a call uses. */
  String lane() {
    return broker.map(SpiffeId::value).orElse("");
  }
}
