package dev.attestor.spire.sat.server;

/** The agents that the server knows. Safe for concurrent use. */
@FunctionalInterface
public interface AgentStore {

  /**
   * Whether an agent of this ID attested before. May block for some seconds.
   *
   * @throws io.grpc.StatusRuntimeException if the server does not say
   */
  boolean knows(String agentId);
}
