package dev.attestor.local;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import java.net.SocketAddress;
import java.nio.file.Path;

/** One of Netty's implementations of sockets. Its classes are loaded only when they are used. */
interface SocketFamily {

  /** The handler that waits for its sockets. */
  IoHandlerFactory handlers();

  /** Listening Unix sockets. */
  Class<? extends ServerChannel> unixServer();

  /** Connecting Unix sockets. */
  Class<? extends Channel> unixChannel();

  /**
   * Connecting Unix sockets that accept only what a user listens on.
   *
   * @throws UnsupportedOperationException if they cannot tell who listens
   */
  ChannelFactory<? extends Channel> unixChannel(int user);

  /** The address of a Unix socket. */
  SocketAddress unixAddress(Path path);

  /** Connecting TCP sockets. */
  Class<? extends Channel> tcpChannel();
}
