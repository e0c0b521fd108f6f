package dev.attestor.spire.sdk.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.SLF4JServiceProvider;

class HclogLoggingTest {

  @Test
  void leavesProgramsAloneThatOnlyHaveItOnTheirClassPath() {
    assertThat(ServiceLoader.load(SLF4JServiceProvider.class))
        .noneMatch(HclogServiceProvider.class::isInstance);
    assertThat(LoggerFactory.getILoggerFactory()).isNotInstanceOf(HclogLoggerFactory.class);
  }
}
