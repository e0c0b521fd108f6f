package dev.attestor.local;

import io.netty.channel.Channel;
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

  /** The address of a Unix socket. */
  SocketAddress unixAddress(Path path);

  /** Connecting TCP sockets. */
  Class<? extends Channel> tcpChannel();
}
