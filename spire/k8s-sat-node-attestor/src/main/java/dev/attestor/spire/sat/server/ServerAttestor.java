package dev.attestor.spire.sat.server;

import dev.attestor.spire.sat.AttestationData;
import dev.attestor.spire.sat.CompactToken;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.ValidToken;

/**
 * Attests agents of the clusters in one configuration: from a payload to an ID that was never used
 * before, or that belongs to the pod or node of the agent. Thread-safe.
 */
public final class ServerAttestor {

  private static final int MAX_QUOTED = 64;

  private final String prefix;
  private final ClusterFinder clusters;
  private final AgentStore agents;

  ServerAttestor(String trustDomain, ClusterFinder clusters, AgentStore agents) {
    this.prefix = "spiffe://" + trustDomain + "/spire/agent/k8s_sat/";
    this.clusters = clusters;
    this.agents = agents;
  }

  /**
   * Returns the identity of the sender of a payload.
   *
   * @throws NodeAttestationException if it is not an agent of these clusters, or cannot be attested
   *     now
   * @throws io.grpc.StatusRuntimeException if the server does not say whether it knows the agent
   */
  public AgentAttributes attest(byte[] payload) throws NodeAttestationException {
    AttestationData data = AttestationData.parse(payload);
    ClusterAttestor cluster =
        clusters
            .find(data.cluster())
            .orElseThrow(
                () ->
                    NodeAttestationException.invalid(
                        "not configured for cluster \"%s\"".formatted(quoted(data.cluster()))));
    CompactToken token = CompactToken.of(data.token());
    ValidToken valid = cluster.validate(token);
    String id = prefix + data.cluster() + "/" + cluster.agentId().segment(valid);
    boolean lasting = cluster.agentId().isLasting();
    if (!lasting && agents.knows(id)) {
      throw NodeAttestationException.denied(
          "attestation data has already been used to attest an agent");
    }
    cluster.use(token, valid);
    return new AgentAttributes(id, cluster.selectors(valid), lasting);
  }

  /** Quotes a name from an untrusted sender for the log. */
  private static String quoted(String name) {
    String line = name.replaceAll("[^\\x20-\\x7e]", "?");
    return line.length() <= MAX_QUOTED ? line : line.substring(0, MAX_QUOTED) + "...";
  }
}
