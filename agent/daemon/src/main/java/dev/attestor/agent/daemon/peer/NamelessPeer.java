package dev.attestor.agent.daemon.peer;

/**
 * A process without a process ID here, such as one in a PID namespace that is not below this one's.
 *
 * @param reason why it has none; shown only to the process itself
 */
public record NamelessPeer(PeerUser user, String reason) implements Peer {

  @Override
  public void close() {}
}
