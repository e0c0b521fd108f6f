package dev.attestor.agent.daemon.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.agent.daemon.config.HttpTls;
import dev.attestor.standin.CertificateAuthority;
import dev.attestor.standin.CertificateAuthority.Issued;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReloadingTlsTest {

  private static final Duration RELOAD = Duration.ofMillis(10);

  @TempDir private Path folder;
  private final LateClock clock = new LateClock();
  private final AtomicInteger opened = new AtomicInteger();
  private HttpTls names;

  @BeforeEach
  void writeFiles() throws Exception {
    names = new HttpTls(folder.resolve("tls.crt"), folder.resolve("tls.key"), Optional.empty());
    Issued server =
        CertificateAuthority.create("servers").issueServer("a", List.of("localhost"), List.of());
    Files.writeString(names.certificate(), block("CERTIFICATE", server.certificate().getEncoded()));
    Files.writeString(names.key(), block("PRIVATE KEY", server.key().getEncoded()));
  }

  @Test
  void logsOnceThatTheCertificateInUseHasExpired() throws Exception {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (ReloadingTls tls = new ReloadingTls(names, RELOAD, clock, this::open)) {
      clock.awaitLooks(3);
      assertThat(log.toString(StandardCharsets.UTF_8)).isEmpty();

      clock.late = Duration.ofDays(2);
      clock.awaitLooks(5);

      assertThat(tls.handler()).isPresent();
    } finally {
      System.setErr(before);
    }
    assertThat(log.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("are no longer usable", "expired at");
  }

  @Test
  void opensTheFilesOnlyIfTheyHaveChangedOrADateHasPassed() throws Exception {
    try (ReloadingTls tls = new ReloadingTls(names, RELOAD, clock, this::open)) {
      clock.awaitLooks(5);
      assertThat(opened).hasValue(1);

      String key = Files.readString(names.key());
      Files.writeString(names.key(), "none");
      awaitOpened(2);
      clock.awaitLooks(5);
      assertThat(opened).hasValue(2);
      Files.writeString(names.key(), key);
      awaitOpened(3);

      clock.late = Duration.ofDays(2);
      awaitOpened(4);
      clock.awaitLooks(5);
      assertThat(opened).hasValue(4);
      assertThat(tls.handler()).isPresent();
    }
  }

  @Test
  void servesOnceAClockThatWasInTheFutureIsSetBack() throws Exception {
    clock.late = Duration.ofDays(2);
    try (ReloadingTls tls = new ReloadingTls(names, RELOAD, clock, this::open)) {
      assertThat(tls.handler()).isEmpty();

      clock.late = Duration.ZERO;
      while (tls.handler().isEmpty()) {
        Thread.sleep(5);
      }
      clock.awaitLooks(5);
      assertThat(opened).hasValue(2);
    }
  }

  private TlsFiles.Opened open(HttpTls names, TlsFiles.Contents contents, Instant now) {
    opened.incrementAndGet();
    return TlsFiles.open(names, contents, now);
  }

  private void awaitOpened(int times) throws InterruptedException {
    while (opened.get() < times) {
      Thread.sleep(5);
    }
  }

  @Test
  void enablesOnlyStrongTls() {
    try (ReloadingTls tls = new ReloadingTls(names, RELOAD, clock, this::open)) {
      SSLEngine engine = tls.handler().orElseThrow().engine();

      assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
      assertThat(engine.getEnabledCipherSuites())
          .isNotEmpty()
          .allMatch(suite -> suite.contains("_GCM_") || suite.contains("_CHACHA20_POLY1305_"))
          .allMatch(suite -> suite.matches("TLS_(AES|CHACHA20|ECDHE)_.*"));
    }
  }

  private static String block(String kind, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(content), kind);
  }

  /** Counts how often it is asked for the time. */
  private static final class LateClock extends Clock {

    private final AtomicInteger looks = new AtomicInteger();
    private volatile Duration late = Duration.ZERO;

    @Override
    public Instant instant() {
      looks.incrementAndGet();
      return Instant.now().plus(late);
    }

    void awaitLooks(int more) throws InterruptedException {
      int enough = looks.get() + more;
      while (looks.get() < enough) {
        Thread.sleep(5);
      }
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
