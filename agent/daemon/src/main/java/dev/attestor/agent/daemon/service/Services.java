package dev.attestor.agent.daemon.service;

import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.limits.Admission;
import dev.attestor.agent.daemon.peer.PeerConnection;
import dev.attestor.agent.daemon.peer.PidScope;
import dev.attestor.agent.daemon.telemetry.Figures;
import dev.attestor.core.attest.CurrentAttestor;
import dev.attestor.core.spi.ContainerLocator;
import io.grpc.BindableService;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.util.TransmitStatusRuntimeExceptionInterceptor;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All services on the agent's socket. */
public final class Services {

  // A request is a process ID or the name of a service, so a small limit is enough.
  private static final int MAX_REQUEST_BYTES = 512;
  private static final int MAX_HEADER_BYTES = 4 << 10;
  private static final int MAX_CALLS_PER_CONNECTION = 32;
  private static final int WINDOW_BYTES = 16 << 10;
  private static final int MAX_RESETS = 200;
  private static final int RESET_WINDOW_SECONDS = 10;
  private static final int MAX_IDLE_MINUTES = 30;

  private final Watches watches;
  private final AttestorService attestor;
  private final OperationsService operations;
  private final BindableService reflection = ProtoReflectionServiceV1.newInstance();
  private final HealthService health;
  private final CallLimiter turnstile;

  /**
   * Makes the services.
   *
   * @param numbering whether a process ID means the same to the caller that has the given one
   * @param inContainer whether a process that is in no pod runs in some other container
   * @param locator pins the processes that others ask about
   * @param config the one in force
   * @param configuredAt since when it is
   */
  public Services(
      CurrentAttestor current,
      Admission admission,
      Figures figures,
      ScheduledExecutorService timer,
      String version,
      IntFunction<PidScope> numbering,
      IntPredicate inContainer,
      Supplier<ContainerLocator> locator,
      Supplier<AgentConfig> config,
      Supplier<Instant> configuredAt) {
    Clock clock = Clock.systemUTC();
    IdentityMessages identities = new IdentityMessages(clock);
    Operators operators = new Operators(current, () -> config.get().whoMayAsk(), inContainer);
    CallAuthorizer answers = new CallAuthorizer(current, operators, numbering, locator);
    this.watches = new Watches(answers, identities, timer, () -> config.get().watchInterval());
    this.attestor = new AttestorService(answers, identities, watches);
    this.operations =
        new OperationsService(answers, admission, figures, version, clock.instant(), configuredAt);
    this.health =
        new HealthService(
            Stream.of(attestor, operations, reflection)
                .map(service -> service.bindService().getServiceDescriptor().getName()));
    this.turnstile = new CallLimiter(admission, timer);
  }

  /** Adds the services to a server, with limits for requests. */
  public NettyServerBuilder addTo(NettyServerBuilder server) {
    return server
        .addService(attestor)
        .addService(operations)
        .addService(health)
        .addService(reflection)
        .fallbackHandlerRegistry(new UnknownMethods())
        // Interceptors run in reverse order.
        .intercept(TransmitStatusRuntimeExceptionInterceptor.instance())
        .intercept(turnstile)
        .intercept(PeerConnection.interceptor())
        // Nothing blocks: answers are immediate or complete a future.
        .directExecutor()
        .maxInboundMessageSize(MAX_REQUEST_BYTES)
        .maxInboundMetadataSize(MAX_HEADER_BYTES)
        .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
        .flowControlWindow(WINDOW_BYTES)
        .maxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
        .maxConnectionIdle(MAX_IDLE_MINUTES, TimeUnit.MINUTES);
  }

  /** Called after another configuration has become active. */
  public void reconfigured() {
    watches.judgeCallers();
  }

  /** From now on, the health service reports that nothing is served. */
  public void stopping() {
    health.stopping();
  }
}
