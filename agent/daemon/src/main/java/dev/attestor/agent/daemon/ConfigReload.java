package dev.attestor.agent.daemon;

import dev.attestor.agent.daemon.account.AccountLookupException;
import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.agent.daemon.host.StartupListener;
import dev.attestor.core.error.AttestationException;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads an agent's configuration. If anything is wrong with it or with the files that it names,
 * this is logged once and nothing changes.
 */
public final class ConfigReload implements BooleanSupplier {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigReload.class);

  /** Reads the configuration. */
  @FunctionalInterface
  public interface Source {
    /**
     * The current configuration.
     *
     * @throws ConfigException if it is invalid
     */
    Parsed<AgentConfig> read() throws ConfigException;
  }

  private final Agent agent;
  private final Source source;
  private final StartupListener starter;

  /** What was logged if the last reload is to be tried again; else empty. */
  private String told = "";

  /** Reports reloads to the listener that informs the program that started the agent. */
  public ConfigReload(Agent agent, Source source, StartupListener starter) {
    this.agent = agent;
    this.source = source;
    this.starter = starter;
  }

  /**
   * Reloads it.
   *
   * @return false if it is to be tried again soon, because the system does not tell now whether
   *     there is an account
   */
  @Override
  public boolean getAsBoolean() {
    starter.reloading();
    String before = told;
    told = "";
    try {
      Parsed<AgentConfig> parsed = source.read();
      agent.reload(parsed.config());
      LOG.info("the configuration was reloaded");
      parsed.remarks().forEach(ConfigReload::log);
    } catch (ConfigException e) {
      String reason =
          e.problems().stream()
              .filter(problem -> problem.severity() == ConfigProblem.Severity.ERROR)
              .map(ConfigProblem::toString)
              .collect(Collectors.joining("; "));
      if (e.getCause() instanceof AccountLookupException) {
        told = reason;
      }
      if (reason.equals(before)) {
        agent.reloadFailed();
      } else {
        failed(reason);
      }
    } catch (AttestationException e) {
      failed(String.valueOf(e.getMessage()));
    } catch (Exception | LinkageError | StackOverflowError e) {
      // A missing class or a stack overflow concerns only this configuration, not the agent.
      failed(where(e));
      LOG.debug("a defect while reloading", e);
    } finally {
      starter.ready();
    }
    return told.isEmpty();
  }

  private void failed(String reason) {
    agent.reloadFailed();
    LOG.atError()
        .addKeyValue("reason", reason)
        .log("the configuration was not reloaded, the previous one stays active");
  }

  private static String where(Throwable defect) {
    StackTraceElement[] trace = defect.getStackTrace();
    return trace.length == 0 ? defect.toString() : "%s at %s".formatted(defect, trace[0]);
  }

  private static void log(ConfigProblem problem) {
    switch (problem.severity()) {
      case ERROR -> LOG.atError().addKeyValue("problem", problem).log("configuration");
      case WARNING -> LOG.atWarn().addKeyValue("problem", problem).log("configuration");
      case NOTE -> LOG.atInfo().addKeyValue("problem", problem).log("configuration");
    }
  }
}
