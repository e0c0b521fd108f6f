package dev.attestor.cli;

import dev.attestor.agent.daemon.ConfigReload;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.host.StartupListener;
import dev.attestor.core.error.AttestationException;
import dev.attestor.core.error.RefusedException;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.windows.TrustedFiles;
import dev.attestor.windows.service.ServiceControls;
import dev.attestor.windows.service.ServiceFailedException;
import dev.attestor.windows.service.ServiceProgram;
import dev.attestor.windows.service.WindowsService;
import dev.attestor.windows.winapi.EventLog;
import dev.attestor.windows.winapi.WinApiException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The agent as a Windows service. It trusts its configuration only if no account except
 * administrators can have written it. It logs to files and also reports failures in the event log,
 * because some occur before a file exists.
 */
final class AgentService implements ServiceProgram {

  /** The name of the service and of its event source. */
  static final String NAME = "attestor";

  /** Why the service failed: its service-specific exit code, which is also the event ID. */
  enum Failure {
    FILES(1),
    CONFIGURATION(2),
    START(3);

    private final int code;

    Failure(int code) {
      this.code = code;
    }
  }

  /**
   * Reports to the service manager, which has no state for reloading and already knows that it
   * requested the stop.
   */
  private record ServiceStateReporter(ServiceControls controls) implements StartupListener {
    @Override
    public void ready() {
      controls.ready();
    }

    @Override
    public void reloading() {}

    @Override
    public void stopping() {}
  }

  private final Path folder;
  private final AgentConfigFile file;

  /**
   * Runs the agent as the service that Windows started, until it is stopped.
   *
   * @return false if Windows did not start this process as a service
   */
  static boolean run(Path config) {
    try {
      WindowsService.run(
          NAME,
          new AgentService(config),
          AgentService::defect,
          () -> Runtime.getRuntime().halt(ExitCode.OK));
      return true;
    } catch (WinApiException e) {
      if (e.isNoServiceManager()) {
        return false;
      }
      throw e;
    }
  }

  AgentService(Path config) {
    this.folder = Objects.requireNonNull(config.getParent());
    this.file = new AgentConfigFile(new ConfigFile(config, false));
  }

  @Override
  public void run(ServiceControls controls) throws ServiceFailedException, InterruptedException {
    TrustedFiles trusted = TrustedFiles.ofThisProcess();
    try (ServiceLog log = log(trusted)) {
      controls.step();
      serve(controls, () -> read(trusted), log);
    }
  }

  private void serve(ServiceControls controls, ConfigReload.Source source, ServiceLog log)
      throws ServiceFailedException, InterruptedException {
    try {
      Parsed<AgentConfig> parsed = configuration(source);
      // Must run before the first logger is created.
      AgentLogging.configure(parsed.config().logging());
      file.lines(parsed.remarks()).forEach(log::say);
      controls.step();
      AgentProcess process =
          new AgentProcess(file.path(), source, new ServiceStateReporter(controls));
      controls.onStop(process::stop);
      start(process, parsed);
    } catch (RuntimeException | Error e) {
      // Must run while the log is open.
      defect(e);
      throw new ServiceFailedException(WindowsService.DEFECT, "a defect", e);
    }
  }

  private ServiceLog log(TrustedFiles trusted) throws ServiceFailedException {
    Path logs = folder.resolve("logs");
    try {
      trusted.require(folder);
      Files.createDirectories(logs);
      trusted.require(logs);
      return ServiceLog.open(logs, message -> event(Failure.FILES, message));
    } catch (IOException | RefusedException | WinApiException e) {
      throw failed(Failure.FILES, e.toString(), e);
    }
  }

  private Parsed<AgentConfig> configuration(ConfigReload.Source source)
      throws ServiceFailedException {
    try {
      return source.read();
    } catch (ConfigException e) {
      throw failed(
          Failure.CONFIGURATION, String.join(System.lineSeparator(), file.lines(e.problems())), e);
    }
  }

  private Parsed<AgentConfig> read(TrustedFiles trusted) throws ConfigException {
    try {
      if (Files.exists(file.path())) {
        trusted.require(file.path());
      }
    } catch (IOException | RefusedException | WinApiException e) {
      ConfigProblem problem =
          new ConfigProblem(ConfigProblem.Severity.ERROR, null, String.valueOf(e.getMessage()));
      throw new ConfigException(List.of(problem));
    }
    return file.read();
  }

  private static void start(AgentProcess process, Parsed<AgentConfig> parsed)
      throws ServiceFailedException, InterruptedException {
    try {
      process.run(parsed.config());
    } catch (IOException | AttestationException | WinApiException e) {
      throw failed(Failure.START, String.valueOf(e.getMessage()), e);
    }
  }

  private static ServiceFailedException failed(Failure failure, String message, Exception cause) {
    ServiceLog.error(message);
    event(failure, message);
    return new ServiceFailedException(failure.code, message, cause);
  }

  /** Reports an unexpected failure. */
  static void defect(Throwable defect) {
    StringWriter trace = new StringWriter();
    defect.printStackTrace(new PrintWriter(trace));
    ServiceLog.error(trace.toString());
    event(Failure.START, trace.toString());
  }

  private static void event(Failure failure, String message) {
    try {
      EventLog.error(NAME, failure.code, message);
    } catch (WinApiException e) {
      ServiceLog.error(String.valueOf(e.getMessage()));
    }
  }
}
