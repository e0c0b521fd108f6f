package dev.attestor.agent.daemon.service;

import dev.attestor.agent.daemon.account.Accounts;
import dev.attestor.agent.daemon.config.ActiveConfiguration;
import dev.attestor.agent.daemon.limits.Admission;
import dev.attestor.agent.daemon.peer.CallerFacts;
import dev.attestor.agent.daemon.peer.PeerConnection;
import dev.attestor.agent.daemon.telemetry.Figures;
import io.grpc.BindableService;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.util.TransmitStatusRuntimeExceptionInterceptor;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
  private final CallLimiter limiter;

  /** Makes the services. Each call uses the configuration that is active when it comes. */
  public Services(
      ActiveConfiguration active,
      CallerFacts facts,
      Accounts accounts,
      Admission admission,
      Figures figures,
      ScheduledExecutorService timer,
      String version) {
    Clock clock = Clock.systemUTC();
    IdentityMessages identities = new IdentityMessages(clock);
    Callers callers = new Callers(new CallerPods(), accounts);
    CallAuthorizer authorizer = new CallAuthorizer(active, facts, new Operators(active, facts));
    this.watches = new Watches(authorizer, identities, callers, timer, active);
    this.attestor = new AttestorService(authorizer, identities, callers, watches);
    this.operations =
        new OperationsService(
            authorizer, admission, callers, figures, version, clock.instant(), active);
    this.health =
        new HealthService(
            Stream.of(attestor, operations, reflection)
                .map(service -> service.bindService().getServiceDescriptor().getName()));
    this.limiter = new CallLimiter(admission, timer);
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
        .intercept(limiter)
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
