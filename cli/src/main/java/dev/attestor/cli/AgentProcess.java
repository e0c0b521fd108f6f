package dev.attestor.cli;

import dev.attestor.agent.daemon.Agent;
import dev.attestor.agent.daemon.ConfigReload;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.host.ConfigWatch;
import dev.attestor.agent.daemon.host.ReadyFile;
import dev.attestor.agent.daemon.host.StartupListener;
import dev.attestor.spire.sdk.LastResort;
import dev.attestor.spire.sdk.Signals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent as a process, from its start until SIGTERM or another request to stop. */
final class AgentProcess {

  private static final Logger LOG = LoggerFactory.getLogger(AgentProcess.class);

  private final Path file;
  private final ConfigReload.Source source;
  private final StartupListener starter;
  private final CountDownLatch stop = new CountDownLatch(1);

  /** Reports progress to the listener, which informs the program that started the agent. */
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

  /**
   * Makes {@link #run} return after running calls have finished. Returns at once; callable from any
   * thread.
   */
  void stop() {
    stop.countDown();
  }

  private static Optional<ReadyFile> readyFile(AgentConfig config) throws IOException {
    return config.readyFile().isEmpty()
        ? Optional.empty()
        : Optional.of(ReadyFile.write(config.readyFile().get()));
  }
}
