package dev.attestor.spire.sat;

import java.util.Optional;

/**
 * Receives events of both sides of {@code k8s_sat} while they happen. Calls come from many threads
 * in the middle of attestations: implementations must return at once and must not throw.
 */
public interface SatListener {

  /** Does nothing. */
  SatListener NONE = new SatListener() {};

  /**
   * The server side attested an agent, or refused to.
   *
   * @param failure empty if the agent was attested
   * @param nanos how long it took
   */
  default void attested(Optional<NodeAttestationException.Kind> failure, long nanos) {}

  /**
   * The server side read the keys that a cluster publishes.
   *
   * @param usable whether there were keys to use
   * @param nanos how long it took
   */
  default void keysFetched(boolean usable, long nanos) {}

  /**
   * The server side had an API server review a token.
   *
   * @param answered whether the API server decided about the token, either way
   * @param nanos how long it took, with all tries
   */
  default void reviewed(boolean answered, long nanos) {}

  /**
   * The agent side read its token.
   *
   * @param usable whether there was a token to send
   * @param nanos how long it took
   */
  default void tokenRead(boolean usable, long nanos) {}
}
