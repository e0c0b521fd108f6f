package dev.attestor.cli;

import dev.attestor.agent.daemon.config.AgentConfig;
import dev.attestor.spire.sdk.log.HclogLogging;

/** The agent's log on stderr: lines for people, or the JSON format of SPIRE's plugins. */
final class AgentLogging {

  private AgentLogging() {}

  /** Only has an effect before the first logger is created. */
  static void configure(AgentConfig.Logging logging) {
    // The option -v takes precedence.
    String level = System.getProperty("org.slf4j.simpleLogger.defaultLogLevel", logging.level());
    System.setProperty(HclogLogging.LEVEL_PROPERTY, level);
    if (logging.format() == AgentConfig.Format.JSON) {
      HclogLogging.install();
    } else {
      HclogLogging.installText();
    }
  }
}
