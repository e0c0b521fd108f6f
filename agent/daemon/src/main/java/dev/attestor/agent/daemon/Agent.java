package dev.attestor.agent.daemon;

import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.limits.Admission;
import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.listen.Listener;
import dev.attestor.agent.daemon.service.Services;
import dev.attestor.agent.daemon.telemetry.HttpEndpoint;
import dev.attestor.agent.daemon.telemetry.Metrics;
import io.grpc.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running agent. It serves until it is closed. */
public final class Agent implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

  /** How long calls under way may still take once the agent is told to stop. */
  private static final Duration LAST_CALLS = Duration.ofSeconds(5);

  private final Metrics metrics = new Metrics();
  private final ScheduledExecutorService timer = new Timer();

  /** Undoes what was begun, the last first. */
  private final Deque<Runnable> cleanups = new ArrayDeque<>();

  private final Admission admission;
  private final ActiveConfiguration inForce;
  private final Services services;
  private final Listener listener;
  private final Server server;
  private final Optional<HttpEndpoint> http;

  private volatile boolean ready;

  private Agent(AgentConfig config, Platform platform, String version) throws IOException {
    try {
      cleanups.push(timer::shutdownNow);
      admission = new Admission(config.limits(), timer);
      metrics.watch(admission);
      metrics.watchLog(platform::suppressedLogEvents);
      inForce = new ActiveConfiguration(platform, metrics, config);
      cleanups.push(inForce::close);
      metrics.watchRuntime(inForce::runtimeFailures);
      services =
          new Services(
              inForce.attestor(),
              admission,
              metrics.figures(),
              timer,
              version,
              platform::numbering,
              platform::inContainer,
              inForce::locator,
              inForce::config,
              inForce::since);
      listener =
          platform.listener(
              config, new ConnectionAdmission(admission, inForce::locator, platform::hostCaller));
      cleanups.push(listener::close);
      server = services.addTo(listener.server()).build();
      http = http(config);
      http.ifPresent(endpoint -> cleanups.push(endpoint::close));
    } catch (IOException | RuntimeException | Error e) {
      cleanUp();
      throw e;
    }
  }

  /**
   * Starts an agent; when this returns, it answers.
   *
   * @throws IOException if its socket cannot be opened
   * @throws dev.attestor.core.error.KubeletException if a credential file is missing or of no use
   */
  public static Agent start(AgentConfig config, Platform platform, String version)
      throws IOException {
    Agent agent = new Agent(config, platform, version);
    try {
      agent.server.start();
      agent.listener.opened();
      agent.ready = true;
      LOG.atInfo().addKeyValue("address", agent.listener.address()).log("the agent is ready");
      return agent;
    } catch (IOException | RuntimeException | Error e) {
      agent.close();
      throw e;
    }
  }

  private Optional<HttpEndpoint> http(AgentConfig config) throws IOException {
    if (config.httpPort().isEmpty()) {
      return Optional.empty();
    }
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    InetSocketAddress address = new InetSocketAddress(loopback, config.httpPort().getAsInt());
    return Optional.of(HttpEndpoint.open(address, metrics, () -> ready));
  }

  /**
   * Puts another configuration in force. Calls under way end by the one they began with. Whatever
   * this throws, the former configuration stays in force then.
   */
  void reload(AgentConfig next) {
    inForce.replaceWith(next);
    admission.change(next.limits());
    services.reconfigured();
    metrics.reloaded(true);
  }

  /** There was nothing to reload; the former configuration stays in force. */
  void reloadFailed() {
    metrics.reloaded(false);
  }

  /** Where metrics and health are served; empty while the port is somebody else's. */
  public Optional<InetSocketAddress> httpAddress() {
    return http.flatMap(HttpEndpoint::address);
  }

  /** Takes no more calls, lets those under way end for a few seconds, and removes the socket. */
  @Override
  public void close() {
    ready = false;
    services.stopping();
    server.shutdown();
    try {
      if (!server.awaitTermination(LAST_CALLS.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
        server.awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    cleanUp();
  }

  private void cleanUp() {
    cleanups.forEach(Runnable::run);
  }
}
