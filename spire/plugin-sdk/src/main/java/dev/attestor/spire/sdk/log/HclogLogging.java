package dev.attestor.spire.sdk.log;

import java.util.logging.LogManager;
import org.slf4j.LoggerFactory;

/**
 * Turns the host's log format on. Without a call of {@link #install} the classes of this package do
 * nothing: a program that merely has them on its class path keeps the provider it had.
 */
public final class HclogLogging {

  /** The system property with the lowest level that is written; {@code debug} if unset. */
  public static final String LEVEL_PROPERTY = "dev.attestor.spire.sdk.log.level";

  static final LogLimits LIMITS = new LogLimits(System::nanoTime);

  private static final String FORMAT_PROPERTY = "dev.attestor.spire.sdk.log.format";
  private static final String TEXT = "text";
  private static final String PROVIDER_PROPERTY = "slf4j.provider";
  private static final String VERBOSITY_PROPERTY = "slf4j.internal.verbosity";

  private HclogLogging() {}

  /**
   * Sends slf4j and {@code java.util.logging} to stderr in the host's format, for the rest of the
   * process. It has to come before the first slf4j logger is made, so before any class with a
   * logger in a static field is used. A provider chosen with {@code -Dslf4j.provider} stays.
   *
   * @return whether slf4j now writes the host's format; false if another provider was faster
   */
  public static boolean install() {
    if (System.getProperty(PROVIDER_PROPERTY) == null) {
      System.setProperty(PROVIDER_PROPERTY, HclogServiceProvider.class.getName());
    }
    if (System.getProperty(VERBOSITY_PROPERTY) == null) {
      // Otherwise slf4j tells in plain text which provider it took.
      System.setProperty(VERBOSITY_PROPERTY, "WARN");
    }
    LogManager.getLogManager().reset();
    java.util.logging.Logger.getLogger("").addHandler(new JulHandler(LoggerFactory::getLogger));
    return LoggerFactory.getILoggerFactory() instanceof HclogLoggerFactory;
  }

  /**
   * The same with lines for people, for a program that is no plugin.
   *
   * @return whether slf4j now writes them; false if another provider was faster
   */
  public static boolean installText() {
    System.setProperty(FORMAT_PROPERTY, TEXT);
    return install();
  }

  /**
   * How many events were left out since the start. Of each kind so many are written in ten seconds,
   * and fewer of each value of the field {@code caller}; what follows is counted, and told later.
   */
  public static long suppressed() {
    return LIMITS.suppressed();
  }

  static boolean isText() {
    return TEXT.equals(System.getProperty(FORMAT_PROPERTY));
  }
}
