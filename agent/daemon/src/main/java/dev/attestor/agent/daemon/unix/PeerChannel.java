package dev.attestor.agent.daemon.unix;

import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.peer.PeerConnection;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** A connection whose remote address is its peer. */
final class PeerChannel extends NioSocketChannel {

  private final PeerConnection peer;

  @SuppressWarnings({
    "FutureReturnValueIgnored",
    "this-escape"
  }) // The callback's result is not needed.
  PeerChannel(
      Channel parent,
      SocketChannel socket,
      PeerConnection peer,
      ConnectionAdmission connectionAdmission) {
    super(parent, socket);
    this.peer = peer;
    connectionAdmission.guard(pipeline(), peer);
    closeFuture().addListener(closed -> connectionAdmission.gone(peer));
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return peer;
  }
}
