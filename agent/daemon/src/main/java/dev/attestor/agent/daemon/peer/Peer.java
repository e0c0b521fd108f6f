package dev.attestor.agent.daemon.peer;

/** The process at the other end of a connection, as it was when it connected. */
public sealed interface Peer extends AutoCloseable permits KnownPeer, NamelessPeer {

  /** The account it runs under. */
  PeerUser user();

  /** Lets go of the process. */
  @Override
  void close();
}
