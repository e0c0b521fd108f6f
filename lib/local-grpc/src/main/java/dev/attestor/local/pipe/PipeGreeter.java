package dev.attestor.local.pipe;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import java.net.SocketAddress;
import java.util.function.Consumer;

/**
 * Decides on each client that connects, before a byte of it is read. Greets on the executor that
 * its channel was given, maybe several clients at once; hears who has gone on the event loop.
 */
public interface PipeGreeter {

  /** What becomes of a client. */
  Greeting greet(PipeClient client);

  /** One that was welcome, or set apart, has gone. */
  void gone(SocketAddress address);

  /** What becomes of a client. */
  sealed interface Greeting {

    /**
     * It is served, under an address that says who it is.
     *
     * @param prepare adds what stands before the server in its pipeline
     */
    record Welcome(SocketAddress address, Consumer<ChannelPipeline> prepare) implements Greeting {

      /** With nothing before the server. */
      public Welcome(SocketAddress address) {
        this(address, pipeline -> {});
      }
    }

    /** It is hung up on. */
    record Refused() implements Greeting {}

    /** It is left to a handler instead of the server. */
    record Apart(SocketAddress address, ChannelHandler handler) implements Greeting {}
  }
}
