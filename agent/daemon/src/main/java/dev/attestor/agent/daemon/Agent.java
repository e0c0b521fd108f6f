package dev.attestor.agent.daemon;

import dev.attestor.agent.daemon.config.ActiveConfiguration;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.limits.Admission;
import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.listen.Listener;
import dev.attestor.agent.daemon.service.Services;
import dev.attestor.agent.daemon.telemetry.HttpEndpoint;
import dev.attestor.agent.daemon.telemetry.Metrics;
import io.grpc.Server;
import java.io.IOException;
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

  /** The time that running calls have to finish after the agent is told to stop. */
  private static final Duration LAST_CALLS = Duration.ofSeconds(5);

  private final Metrics metrics;
  private final ScheduledExecutorService timer = new Timer();

  /** Cleanup tasks for everything that was started; they run in reverse order. */
  private final Deque<Runnable> cleanups = new ArrayDeque<>();

  private final Admission admission;
  private final ActiveConfiguration active;
  private final Services services;
  private final Listener listener;
  private final Server server;
  private final Optional<HttpEndpoint> http;

  private volatile boolean ready;

  private Agent(AgentConfig config, Platform platform, String version) throws IOException {
    metrics = new Metrics(version);
    try {
      cleanups.push(timer::shutdownNow);
      admission = new Admission(config.limits(), timer);
      metrics.watch(admission);
      metrics.watchLog(platform::suppressedLogEvents);
      active = new ActiveConfiguration(platform::ports, metrics, config);
      cleanups.push(active::close);
      metrics.watchRuntime(active::runtimeFailures);
      services =
          new Services(
              active, platform, platform.accounts(), admission, metrics.figures(), timer, version);
      listener =
          platform.listener(
              config, new ConnectionAdmission(admission, active::locator, platform::hostCaller));
      cleanups.push(listener::close);
      server = services.addTo(listener.server()).build();
      http = config.http().map(settings -> HttpEndpoint.open(settings, metrics, () -> ready));
      http.ifPresent(endpoint -> cleanups.push(endpoint::close));
    } catch (IOException | RuntimeException | Error e) {
      cleanUp();
      throw e;
    }
  }

  /**
   * Starts an agent, which answers once this returns.
   *
   * @throws IOException if its socket cannot be opened
   * @throws dev.attestor.core.error.KubeletException if a credential file is missing or invalid
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

  /**
   * Activates another configuration. Running calls finish with the configuration that they started
   * with. If this throws, the previous configuration stays active.
   */
  void reload(AgentConfig next) {
    active.replaceWith(next);
    admission.change(next.limits());
    services.reconfigured();
    metrics.reloaded(true);
  }

  /** Records that a reload failed; the previous configuration stays active. */
  void reloadFailed() {
    metrics.reloaded(false);
  }

  /** The address of metrics and health; empty while another program uses the port. */
  public Optional<InetSocketAddress> httpAddress() {
    return http.flatMap(HttpEndpoint::address);
  }

  /** Accepts no more calls, gives running ones a few seconds to finish, and removes the socket. */
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
