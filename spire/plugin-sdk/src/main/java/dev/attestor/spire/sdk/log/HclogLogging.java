package dev.attestor.spire.sdk.log;

import java.util.logging.LogManager;
import org.slf4j.LoggerFactory;

/**
 * Enables the host's log format. Without a call of {@link #install}, this package does nothing: a
 * program that only has it on its class path keeps its own provider.
 */
public final class HclogLogging {

  /** The system property for the lowest level that is logged; {@code debug} if it is not set. */
  public static final String LEVEL_PROPERTY = "dev.attestor.spire.sdk.log.level";

  static final LogLimits LIMITS = new LogLimits(System::nanoTime);

  private static final String FORMAT_PROPERTY = "dev.attestor.spire.sdk.log.format";
  private static final String TEXT = "text";
  private static final String PROVIDER_PROPERTY = "slf4j.provider";
  private static final String VERBOSITY_PROPERTY = "slf4j.internal.verbosity";

  private HclogLogging() {}

  /**
   * Sends slf4j and {@code java.util.logging} to stderr in the host's format, until the process
   * ends. Call it before the first slf4j logger is created, and therefore before using any class
   * with a logger in a static field. A provider that is set with {@code -Dslf4j.provider} takes
   * precedence.
   *
   * @return whether slf4j now uses the host's format; false if another provider was initialized
   *     first
   */
  public static boolean install() {
    if (System.getProperty(PROVIDER_PROPERTY) == null) {
      System.setProperty(PROVIDER_PROPERTY, HclogServiceProvider.class.getName());
    }
    if (System.getProperty(VERBOSITY_PROPERTY) == null) {
      // Otherwise slf4j prints in plain text which provider it uses.
      System.setProperty(VERBOSITY_PROPERTY, "WARN");
    }
    LogManager.getLogManager().reset();
    java.util.logging.Logger.getLogger("").addHandler(new JulHandler(LoggerFactory::getLogger));
    return LoggerFactory.getILoggerFactory() instanceof HclogLoggerFactory;
  }

  /**
   * Does the same with lines for people, for programs that are not plugins.
   *
   * @return whether slf4j now uses them; false if another provider was initialized first
   */
  public static boolean installText() {
    System.setProperty(FORMAT_PROPERTY, TEXT);
    return install();
  }

  /**
   * The number of events suppressed since the start. A limited number of events of each kind is
   * written in ten seconds, and fewer for each value of the field {@code caller}. The rest is
   * counted, and the count is logged later.
   *
   * @return events of all kinds
   */
  public static long suppressed() {
    return LIMITS.suppressed();
  }

  static boolean isText() {
    return TEXT.equals(System.getProperty(FORMAT_PROPERTY));
  }
}
