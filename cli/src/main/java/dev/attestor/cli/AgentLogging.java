package dev.attestor.cli;

import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.spire.sdk.log.HclogLogging;

/** The agent's log, on stderr: lines for people, or the JSON that SPIRE's own plugins log. */
final class AgentLogging {

  private AgentLogging() {}

  /** Has an effect only before the first logger is made. */
  static void configure(AgentConfig.Logging logging) {
    // What -v asked for wins.
    String level = System.getProperty("org.slf4j.simpleLogger.defaultLogLevel", logging.level());
    System.setProperty(HclogLogging.LEVEL_PROPERTY, level);
    if (logging.format() == AgentConfig.Format.JSON) {
      HclogLogging.install();
    } else {
      HclogLogging.installText();
    }
  }
}
