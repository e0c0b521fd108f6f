package dev.attestor.agent.daemon.listen;

import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;

/**
 * The address that callers connect to, such as a Unix socket. The remote address of each connection
 * is a {@link dev.attestor.agent.daemon.peer.PeerConnection}; a {@link ConnectionAdmission} creates
 * it before a byte is read.
 */
public interface Listener extends AutoCloseable {

  /** The address, for people to read. */
  String address();

  /** A server for this address, without services. */
  NettyServerBuilder server();

  /**
   * Called after the server has started; opens the address for callers.
   *
   * @throws IOException if the socket's permissions cannot be set
   */
  void opened() throws IOException;

  /** Removes the address and ends the threads. Call it after the server has stopped. */
  @Override
  void close();
}
