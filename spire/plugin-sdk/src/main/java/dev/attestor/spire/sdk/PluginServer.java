package dev.attestor.spire.sdk;

import dev.attestor.spire.sdk.log.HclogLogging;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Turns gRPC services into a SPIRE plugin. Add the services, then call {@link #serve}, which does
 * everything else that the host expects.
 *
 * <pre>{@code
 * PluginServer.of(PluginType.WORKLOAD_ATTESTOR).configuredBy(plugin).add(plugin).serve();
 * }</pre>
 *
 * <p>Use it only on the thread that runs {@code main}.
 */
public final class PluginServer {

  /** The default of {@link #maxMessageBytes}, 4 MiB as in SPIRE's own plugins. */
  public static final int DEFAULT_MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

  private final PluginType type;
  private final boolean logging;
  private final List<ServerServiceDefinition> services = new ArrayList<>();
  private final Executor pool = CallExecutors.growingPool();
  private final PluginTransport transport;
  private final HostMetrics metrics;
  private Optional<Configurable> configurable = Optional.empty();
  private Optional<PeerCheck> peerCheck = Optional.empty();
  private PluginLifecycle lifecycle = new PluginLifecycle() {};
  private Executor callExecutor = pool;
  private PluginNetwork network = PluginNetwork.ofThisSystem();
  private int maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES;

  private PluginServer(PluginType type) {
    this.type = type;
    this.logging = HclogLogging.install();
    this.transport = new PluginTransport(pool);
    this.metrics = new HostMetrics(transport.broker());
  }

  /**
   * Creates a plugin. Call this before the first slf4j logger is created, so that the log reaches
   * the host in the host's format; see {@link HclogLogging#install}.
   *
   * @param type what the plugin is to SPIRE
   * @return a plugin without services
   */
  public static PluginServer of(PluginType type) {
    return new PluginServer(type);
  }

  /**
   * Adds a service of the plugin and announces it to the host.
   *
   * @param service the plugin's implementation of one of SPIRE's services
   * @return this
   */
  public PluginServer add(BindableService service) {
    return add(service.bindService());
  }

  /**
   * Adds a service of the plugin, for example one with interceptors.
   *
   * @param service the service, with its interceptors
   * @return this
   */
  public PluginServer add(ServerServiceDefinition service) {
    services.add(service);
    return this;
  }

  /**
   * Adds SPIRE's configuration service. Without it, the host rejects {@code plugin_data}.
   *
   * @param plugin receives each configuration
   * @return this
   */
  public PluginServer configuredBy(Configurable plugin) {
    configurable = Optional.of(plugin);
    return this;
  }

  /**
   * Adds callbacks for the loading and unloading of the plugin.
   *
   * @param hooks the callbacks; those set before are not called
   * @return this
   */
  public PluginServer lifecycle(PluginLifecycle hooks) {
    lifecycle = hooks;
    return this;
  }

  /**
   * Sets the executor of the added services; the default is a growing pool. {@code Runnable::run}
   * is fastest, but only suitable for services that never block: a blocking one would delay
   * everything, including the host's {@code Shutdown}.
   *
   * @param executor runs each call
   * @return this
   */
  public PluginServer callsOn(Executor executor) {
    callExecutor = executor;
    return this;
  }

  /**
   * Listens on TCP or on a Unix socket, instead of the default of this system.
   *
   * @param chosen where to listen
   * @return this
   */
  public PluginServer over(PluginNetwork chosen) {
    network = chosen;
    return this;
  }

  /**
   * Decides who may connect over TCP. By default, only the process that started this one may, on
   * Linux; on other systems, TCP requires a check.
   *
   * @param check asked for each connection, before its first byte is read
   * @return this
   */
  public PluginServer peerCheck(PeerCheck check) {
    peerCheck = Optional.of(check);
    return this;
  }

  /**
   * Rejects larger requests with {@code RESOURCE_EXHAUSTED}.
   *
   * @param bytes the size of the largest request
   * @return this
   */
  public PluginServer maxMessageBytes(int bytes) {
    maxMessageBytes = bytes;
    return this;
  }

  /**
   * The host's services, which are available from the host's {@code Init} on.
   *
   * @return the way to them, for use inside calls
   */
  public HostServices hostServices() {
    return transport.broker();
  }

  /**
   * Metrics that appear among the host's own, if it takes any.
   *
   * @return where to create them, before {@link #serve}
   */
  public HostMetrics hostMetrics() {
    return metrics;
  }

  /**
   * Serves until the host shuts the plugin down, the host ends, or SIGTERM arrives; then ends the
   * process. Never returns. If there is no host, or the host requires something that this library
   * does not support, it prints the reason to stderr and nothing to stdout, and the process ends
   * with status 1.
   *
   * <p>From here on, {@code System.out} writes to stderr, because stdout carries the protocol.
   */
  @SuppressForbidden(reason = "the environment is where the host puts its side of the handshake")
  public void serve() {
    PluginProcess.serve(this, logging, System.getenv());
  }

  PluginType type() {
    return type;
  }

  /** Opens the server that the environment requests. */
  Listening listen(HostEnvironment host, Optional<ProcessHandle> parent, Runnable exit)
      throws StartRefusedException {
    PluginServices all =
        new PluginServices(services, configurable, lifecycle, callExecutor, pool, maxMessageBytes);
    if (network == PluginNetwork.UNIX) {
      return Listening.unix(
          transport.open(network),
          host,
          server -> all.addTo(server, transport.broker(), metrics, exit));
    }
    PeerCheck check = checkOrRefuse(parent);
    return Listening.tcp(
        transport.open(network),
        host,
        check,
        server -> all.addTo(server, transport.broker(), metrics, exit));
  }

  private PeerCheck checkOrRefuse(Optional<ProcessHandle> parent) throws StartRefusedException {
    return peerCheck
        .or(() -> parent.flatMap(process -> ParentPeerCheck.onLinux(process.pid())))
        .orElseThrow(
            () ->
                new StartRefusedException(
                    "TCP has no authentication, and this plugin cannot tell here who connects"));
  }
}
