package dev.attestor.spire.sdk;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The single {@link Transport} of a plugin, shared by its server and its channel to the host. */
final class PluginTransport {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Broker broker;
  private volatile @Nullable Transport transport;

  /**
   * Creates a transport that is not open yet.
   *
   * @param executor runs the callbacks of calls to the host
   */
  PluginTransport(Executor executor) {
    this.broker =
        new Broker(endpoint -> opened().channel(endpoint).executor(executor).build(), PATIENCE);
  }

  Broker broker() {
    return broker;
  }

  /** Opens the transport. */
  Transport open(Network network) {
    Transport opened = network == Network.UNIX ? Transport.unix() : Transport.nio();
    transport = opened;
    return opened;
  }

  private Transport opened() {
    Transport opened = transport;
    if (opened == null) {
      throw new IllegalStateException("the plugin does not serve yet");
    }
    return opened;
  }
}
