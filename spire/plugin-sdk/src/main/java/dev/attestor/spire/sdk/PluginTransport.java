package dev.attestor.spire.sdk;

import dev.attestor.local.LocalTransport;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The single transport of a plugin, shared by its server and its channel to the host. */
final class PluginTransport {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Broker broker;
  private volatile @Nullable LocalTransport transport;

  /**
   * Creates a transport that is not open yet.
   *
   * @param executor runs the callbacks of calls to the host
   */
  PluginTransport(Executor executor) {
    this.broker =
        new Broker(endpoint -> channel(opened(), endpoint).executor(executor).build(), PATIENCE);
  }

  Broker broker() {
    return broker;
  }

  /** Opens the transport. */
  LocalTransport open(PluginNetwork network) {
    LocalTransport opened = network == PluginNetwork.UNIX ? unix() : jdk();
    transport = opened;
    return opened;
  }

  /** The transport for Unix sockets. */
  static LocalTransport unix() {
    return LocalTransport.nativeSockets("plugin-io");
  }

  /** The JDK's sockets, which the TCP server needs. */
  private static LocalTransport jdk() {
    LocalTransport.doWithoutFlightRecorder();
    return LocalTransport.jdkSockets("plugin-io");
  }

  /** Creates a plain-text channel that is not connected yet. */
  static NettyChannelBuilder channel(LocalTransport transport, Endpoint endpoint) {
    NettyChannelBuilder channel;
    if (endpoint instanceof Endpoint.Unix unix) {
      channel = transport.channel(unix.path()).overrideAuthority("unused");
    } else {
      Endpoint.Tcp tcp = (Endpoint.Tcp) endpoint;
      channel = transport.tcpChannel(new InetSocketAddress(tcp.host(), tcp.port()));
    }
    return channel.disableRetry();
  }

  private LocalTransport opened() {
    LocalTransport opened = transport;
    if (opened == null) {
      throw new IllegalStateException("the plugin does not serve yet");
    }
    return opened;
  }
}
