package dev.attestor.spire.sdk.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.Level;

class LogLimitsTest {

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final AtomicLong clock = new AtomicLong();
  private final LogLimits limits = new LogLimits(clock::get);
  private final HclogLoggerFactory loggers =
      new HclogLoggerFactory(new HclogOutput(output), Level.DEBUG, TextLine::new, limits);
  private final Logger ours = loggers.getLogger("dev.attestor.agent.daemon.X");

  @Test
  void writesSoManyOfAKindAndCountsTheRest() {
    for (int i = 0; i < 100_000; i++) {
      ours.atWarn().addKeyValue("pid", i).log("an attestation failed");
    }
    assertThat(lines("an attestation failed")).hasSize(LogLimits.PER_KIND + 1);
    assertThat(lines("more events of this kind are suppressed for some seconds")).hasSize(1);
    assertThat(limits.suppressed()).isEqualTo(100_000 - LogLimits.PER_KIND);

    pass(Duration.ofSeconds(11));
    ours.info("something else");

    assertThat(lines("%s more suppressed".formatted(100_000 - LogLimits.PER_KIND)))
        .singleElement()
        .asString()
        .contains("WARN X - kind=\"an attestation failed\"");
    ours.warn("an attestation failed");
    assertThat(lines("an attestation failed")).hasSize(LogLimits.PER_KIND + 3);
  }

  @Test
  void oneCallerTakesNobodyElsesShare() {
    for (int i = 0; i < 1000; i++) {
      fail("uid 1000");
    }
    for (int caller = 1; caller <= 2; caller++) {
      fail("uid " + caller);
    }
    assertThat(lines("caller=\"uid 1000\"")).hasSize(LogLimits.PER_CALLER);
    assertThat(lines("caller=\"uid 1\" ")).hasSize(1);
    assertThat(lines("caller=\"uid 2\" ")).hasSize(1);
  }

  @Test
  void aFloodOfOneKindHidesNoOther() {
    for (int i = 0; i < 1000; i++) {
      ours.warn("an attestation failed");
    }
    ours.error("the configuration was not reloaded");
    ours.warn("another");

    assertThat(lines("the configuration was not reloaded")).hasSize(1);
    assertThat(lines(" another")).hasSize(1);
  }

  @Test
  void whatALibraryPutsIntoItsMessagesMakesNoMoreKinds() {
    JulHandler handler = new JulHandler(loggers::getLogger);
    for (int i = 0; i < 10_000; i++) {
      LogRecord entry = new LogRecord(java.util.logging.Level.WARNING, "Stream " + i + " failed");
      entry.setLoggerName("io.grpc.netty.NettyServerHandler");
      entry.setThrown(new IllegalStateException("no " + i));
      handler.publish(entry);
    }
    assertThat(lines("error=")).hasSize(LogLimits.PER_KIND);
    assertThat(output.size()).isLessThan(1 << 20);
  }

  @Test
  void keepsNoMoreKindsThanItNeeds() {
    for (int i = 0; i < 10_000; i++) {
      loggers.getLogger("library." + i).warn("text");
    }
    assertThat(lines("text").size()).isLessThan(1000);
  }

  private void fail(String caller) {
    ours.atWarn().addKeyValue("caller", caller).log("an attestation failed");
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private List<String> lines(String part) {
    return output
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains(part))
        .toList();
  }
}
