package dev.attestor.agent.daemon.peer;

/** The process at the other end of a connection, as it was when it connected. */
public sealed interface Peer extends AutoCloseable permits KnownPeer, NamelessPeer {

  /** The account of the process. */
  PeerUser user();

  /** Releases the process. */
  @Override
  void close();
}
