package dev.attestor.spire.sdk;

import dev.attestor.spire.sdk.log.HclogLogging;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Makes a SPIRE plugin of gRPC services: collects them, then {@link #serve} does everything that
 * the host expects besides.
 *
 * <pre>{@code
 * PluginServer.of(PluginType.WORKLOAD_ATTESTOR).configuredBy(plugin).add(plugin).serve();
 * }</pre>
 *
 * <p>Belongs to the thread that runs {@code main}.
 */
public final class PluginServer {

  /** The default of {@link #maxMessageBytes}, 4 MiB as in SPIRE's own plugins. */
  public static final int DEFAULT_MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

  private final PluginType type;
  private final boolean logging;
  private final List<ServerServiceDefinition> services = new ArrayList<>();
  private final Executor pool = CallExecutors.growingPool();
  private final PluginTransport transport;
  private Optional<Configurable> configurable = Optional.empty();
  private Optional<PeerCheck> peerCheck = Optional.empty();
  private PluginLifecycle lifecycle = new PluginLifecycle() {};
  private Executor callExecutor = pool;
  private Network network = Network.ofThisSystem();
  private int maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES;

  private PluginServer(PluginType type) {
    this.type = type;
    this.logging = HclogLogging.install();
    this.transport = new PluginTransport(pool);
  }

  /**
   * Begins a plugin. Has to come before the first slf4j logger is made, for the log to reach the
   * host in its own format; see {@link HclogLogging#install}.
   */
  public static PluginServer of(PluginType type) {
    return new PluginServer(type);
  }

  /** Adds a service of the plugin; the host is told its name. */
  public PluginServer add(BindableService service) {
    return add(service.bindService());
  }

  /** Adds a service of the plugin, such as one with interceptors. */
  public PluginServer add(ServerServiceDefinition service) {
    services.add(service);
    return this;
  }

  /** Adds SPIRE's configuration service. Without it the host refuses {@code plugin_data}. */
  public PluginServer configuredBy(Configurable plugin) {
    configurable = Optional.of(plugin);
    return this;
  }

  /** Has the plugin told when the host takes it up and lets it go. */
  public PluginServer lifecycle(PluginLifecycle hooks) {
    lifecycle = hooks;
    return this;
  }

  /**
   * Runs the calls of the added services elsewhere than on a pool that grows with them. {@code
   * Runnable::run} is fastest, and only right for services that never block: one that does would
   * hold up everything, the host's {@code Shutdown} included.
   */
  public PluginServer callsOn(Executor executor) {
    callExecutor = executor;
    return this;
  }

  /** Listens on TCP or on a Unix socket rather than on what is usual for the system. */
  public PluginServer over(Network chosen) {
    network = chosen;
    return this;
  }

  /**
   * Decides who may connect over TCP. By default, on Linux, only the process that started this one
   * may; elsewhere TCP is refused without a check.
   */
  public PluginServer peerCheck(PeerCheck check) {
    peerCheck = Optional.of(check);
    return this;
  }

  /** Refuses larger requests, with {@code RESOURCE_EXHAUSTED}. */
  public PluginServer maxMessageBytes(int bytes) {
    maxMessageBytes = bytes;
    return this;
  }

  /** The way to the host's services, which works from the host's {@code Init} on. */
  public HostServices hostServices() {
    return transport.broker();
  }

  /**
   * Serves until the host says goodbye, ends, or SIGTERM comes, and ends the process with that.
   * Never returns. When there is no host, or one that asks for what this library cannot do, the
   * reason goes to stderr, nothing to stdout, and the process ends with status 1.
   *
   * <p>From here on {@code System.out} is stderr: stdout belongs to the protocol.
   */
  @SuppressForbidden(reason = "the environment is where the host puts its side of the handshake")
  public void serve() {
    PluginProcess.serve(this, logging, System.getenv());
  }

  PluginType type() {
    return type;
  }

  /** Opens the server that the environment asks for. */
  Listening listen(HostEnvironment host, Optional<ProcessHandle> parent, Runnable exit)
      throws StartRefusedException {
    PluginServices all =
        new PluginServices(services, configurable, lifecycle, callExecutor, pool, maxMessageBytes);
    if (network == Network.UNIX) {
      return Listening.unix(
          transport.open(network), host, server -> all.addTo(server, transport.broker(), exit));
    }
    PeerCheck check = checkOrRefuse(parent);
    return Listening.tcp(
        transport.open(network),
        host,
        check,
        server -> all.addTo(server, transport.broker(), exit));
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
