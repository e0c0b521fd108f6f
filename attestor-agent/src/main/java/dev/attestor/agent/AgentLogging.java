package dev.attestor.agent;

import dev.attestor.node.config.AgentConfig;
import dev.attestor.spire.plugin.log.HclogLogging;

/** The agent's log, on stderr: lines for people, or the JSON that SPIRE's own plugins log. */
final class AgentLogging {

  private AgentLogging() {}

  /** Has an effect only before the first logger is made. */
  static void configure(AgentConfig.Logging logging) {
    if (logging.format() == AgentConfig.Format.JSON) {
      System.setProperty(HclogLogging.LEVEL_PROPERTY, logging.level());
      HclogLogging.install();
      return;
    }
    String simple = "org.slf4j.simpleLogger.";
    // What -v asked for wins.
    if (System.getProperty(simple + "defaultLogLevel") == null) {
      System.setProperty(simple + "defaultLogLevel", logging.level());
    }
    System.setProperty(simple + "showDateTime", "true");
    System.setProperty(simple + "dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
  }
}
