package dev.attestor.agent.daemon.listen;

import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;

/**
 * Where callers connect, such as a Unix socket. The remote address of each connection is a {@link
 * dev.attestor.agent.daemon.peer.PeerConnection}, made by a {@link ConnectionAdmission} before a
 * byte is read.
 */
public interface Listener extends AutoCloseable {

  /** Where callers connect, for people to read. */
  String address();

  /** A server here, without services yet. */
  NettyServerBuilder server();

  /**
   * The server has started: whoever may connect now can.
   *
   * @throws IOException if the socket's permissions cannot be set
   */
  void opened() throws IOException;

  /** Removes what callers connect to, and ends the threads; after the server is down. */
  @Override
  void close();
}
