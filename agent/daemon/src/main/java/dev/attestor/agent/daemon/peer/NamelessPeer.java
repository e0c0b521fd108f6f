package dev.attestor.agent.daemon.peer;

/**
 * A process that has no number here, such as one in a PID namespace that is not below this one's.
 *
 * @param reason why it cannot be named, for its own eyes
 */
public record NamelessPeer(PeerUser user, String reason) implements Peer {

  @Override
  public void close() {}
}
