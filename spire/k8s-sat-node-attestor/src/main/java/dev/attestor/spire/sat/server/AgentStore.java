package dev.attestor.spire.sat.server;

/** The agents that the server knows. Thread-safe. */
@FunctionalInterface
public interface AgentStore {

  /**
   * Whether an agent with this ID has attested before. May block for some seconds.
   *
   * @throws io.grpc.StatusRuntimeException if the server does not answer
   */
  boolean knows(String agentId);
}
