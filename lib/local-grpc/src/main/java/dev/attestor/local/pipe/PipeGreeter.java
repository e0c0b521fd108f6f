package dev.attestor.local.pipe;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import java.net.SocketAddress;
import java.util.function.Consumer;

/**
 * Decides on each client that connects, before a byte from it is read. {@link #greet} runs on the
 * executor given to the server, possibly for several clients at once; {@link #gone} runs on the
 * event loop.
 */
public interface PipeGreeter {

  /** Decides on a client. */
  Greeting greet(PipeClient client);

  /**
   * Called when a client that got {@link Greeting.Welcome} or {@link Greeting.Apart} has
   * disconnected.
   */
  void gone(SocketAddress address);

  /** The decision on a client. */
  sealed interface Greeting {

    /**
     * Serves the client, with an address that identifies it.
     *
     * @param prepare adds handlers before the server in the client's pipeline
     */
    record Welcome(SocketAddress address, Consumer<ChannelPipeline> prepare) implements Greeting {

      /** Serves the client without additional handlers. */
      public Welcome(SocketAddress address) {
        this(address, pipeline -> {});
      }
    }

    /** Disconnects the client. */
    record Refused() implements Greeting {}

    /** Passes the client to a handler instead of the server. */
    record Apart(SocketAddress address, ChannelHandler handler) implements Greeting {}
  }
}
