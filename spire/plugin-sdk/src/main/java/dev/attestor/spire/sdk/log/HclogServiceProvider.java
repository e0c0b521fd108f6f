package dev.attestor.spire.sdk.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The provider that slf4j creates if {@code slf4j.provider} names this class. It is deliberately
 * not registered with {@code ServiceLoader}.
 */
public final class HclogServiceProvider implements SLF4JServiceProvider {

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter mdc = new NOPMDCAdapter();
  private @Nullable ILoggerFactory loggers;

  /** Called by slf4j. */
  public HclogServiceProvider() {}

  @Override
  public void initialize() {
    loggers =
        new HclogLoggerFactory(
            HclogOutput.stderr(),
            LogLevels.parse(System.getProperty(HclogLogging.LEVEL_PROPERTY, "debug")),
            HclogLogging.isText() ? TextLine::new : HclogLine::new,
            HclogLogging.LIMITS);
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    ILoggerFactory made = loggers;
    if (made == null) {
      throw new IllegalStateException("initialize() comes first");
    }
    return made;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return mdc;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }
}
