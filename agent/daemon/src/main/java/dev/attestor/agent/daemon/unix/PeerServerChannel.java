package dev.attestor.agent.daemon.unix;

import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.peer.Peer;
import dev.attestor.agent.daemon.peer.PeerConnection;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Optional;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Netty's view of a listening junixsocket socket. Identifies a peer before reading anything; closes
 * the connection of a peer that has ended or has too many connections.
 */
final class PeerServerChannel extends NioServerSocketChannel {

  private static final Logger LOG = LoggerFactory.getLogger(PeerServerChannel.class);

  private final UnixPeers peers;
  private final ConnectionAdmission connectionAdmission;

  /**
   * Opens the socket.
   *
   * @param file the place of the socket; it may already be bound when this returns
   */
  PeerServerChannel(SocketFile file, UnixPeers peers, ConnectionAdmission connectionAdmission) {
    super(open(file));
    this.peers = peers;
    this.connectionAdmission = connectionAdmission;
  }

  private static ServerSocketChannel open(SocketFile file) {
    try {
      return file.channel();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  protected void doBind(SocketAddress address) throws Exception {
    if (!javaChannel().socket().isBound()) {
      super.doBind(address);
    }
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    AFUNIXSocketChannel connection = ((AFUNIXServerSocketChannel) javaChannel()).accept();
    if (connection == null) {
      return 0;
    }
    Optional<PeerConnection> peer = Optional.empty();
    try {
      peer = identify(connection).flatMap(connectionAdmission::letIn);
    } finally {
      if (peer.isEmpty()) {
        connection.close();
      }
    }
    peer.ifPresent(
        known -> accepted.add(new PeerChannel(this, connection, known, connectionAdmission)));
    return 1;
  }

  private Optional<Peer> identify(AFUNIXSocketChannel connection) {
    try {
      return peers.of(connection);
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().setCause(e).log("a connection was refused: its peer cannot be identified");
      return Optional.empty();
    }
  }
}
