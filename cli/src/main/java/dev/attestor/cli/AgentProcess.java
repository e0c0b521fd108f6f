package dev.attestor.cli;

import dev.attestor.agent.daemon.Agent;
import dev.attestor.agent.daemon.ConfigReload;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.host.ConfigWatch;
import dev.attestor.agent.daemon.host.ReadyFile;
import dev.attestor.agent.daemon.host.Signals;
import dev.attestor.agent.daemon.host.StartupListener;
import dev.attestor.spire.sdk.LastResort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of the agent as a process, from start to SIGTERM, or whatever else tells it to stop. */
final class AgentProcess {

  private static final Logger LOG = LoggerFactory.getLogger(AgentProcess.class);

  private final Path file;
  private final ConfigReload.Source source;
  private final StartupListener starter;
  private final CountDownLatch stop = new CountDownLatch(1);

  /** Tells the one who started it how it is doing. */
  AgentProcess(Path file, ConfigReload.Source source, StartupListener starter) {
    this.file = file;
    this.source = source;
    this.starter = starter;
  }

  /**
   * Serves until the process is told to stop.
   *
   * @throws IOException if the agent cannot start
   */
  void run(AgentConfig config) throws IOException, InterruptedException {
    LastResort.install();
    for (String signal : new String[] {"TERM", "INT"}) {
      Signals.on(signal, this::stop);
    }
    try (Agent agent = Agent.start(config, Host.current().daemonPlatform(), Version.number());
        ConfigWatch watch = new ConfigWatch(file, new ConfigReload(agent, source, starter))) {
      if (!Signals.on("HUP", watch::ask) && Host.current().hasHangUpSignal()) {
        LOG.info(
            "SIGHUP does not reload the configuration, a change of its file does: whoever started"
                + " the agent has the signal ignored, as nohup does");
      }
      Optional<ReadyFile> ready = readyFile(config);
      starter.ready();
      stop.await();
      starter.stopping();
      ready.ifPresent(ReadyFile::close);
      LOG.info("the agent stops");
    }
  }

  /** Has {@link #run} return once calls under way are done; from any thread, at once. */
  void stop() {
    stop.countDown();
  }

  private static Optional<ReadyFile> readyFile(AgentConfig config) throws IOException {
    return config.readyFile().isEmpty()
        ? Optional.empty()
        : Optional.of(ReadyFile.write(config.readyFile().get()));
  }
}
