package dev.attestor.agent.daemon.telemetry;

import dev.attestor.agent.daemon.config.HttpTls;
import dev.attestor.core.tls.FileRemark;
import dev.attestor.threads.DaemonThreads;
import io.netty.handler.ssl.SslHandler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS from files that are read again every few seconds, and opened again if they have changed, a
 * date of a certificate has passed or the clock was set back. If new files are of no use, for
 * example because only one of them has been replaced so far, this is logged once and the last good
 * ones stay in use. That they have expired in the meantime is logged once too. While there are
 * none, no connection is served.
 */
final class ReloadingTls implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReloadingTls.class);

  /** Makes something that can serve of the files. */
  interface Opener {
    TlsFiles.Opened open(HttpTls names, TlsFiles.Contents contents, Instant now);
  }

  private final HttpTls names;
  private final Duration interval;
  private final Clock clock;
  private final Opener opener;
  private final Thread thread;

  private volatile @Nullable ServerTls current;

  // Used by the thread, and by the constructor before it.
  private TlsFiles.@Nullable Contents inUse;
  private TlsFiles.@Nullable Contents seen;
  private Instant seenAt = Instant.MIN;
  private Instant seenUntil = Instant.MIN;
  private String told = "";

  /** Reads the files for the first time before it returns. */
  ReloadingTls(HttpTls names, Duration interval, Clock clock, Opener opener) {
    this.names = names;
    this.interval = interval;
    this.clock = clock;
    this.opener = opener;
    look();
    this.thread = DaemonThreads.start("attestor-http-tls", this::watch);
  }

  /** The handler of a new connection; empty while there are no good files. */
  Optional<SslHandler> handler() {
    return Optional.ofNullable(current).map(ServerTls::handler);
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(interval.toMillis());
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      TlsFiles.Contents contents = TlsFiles.Contents.read(names);
      Instant now = clock.instant();
      if (contents.equals(seen) && !now.isBefore(seenAt) && now.isBefore(seenUntil)) {
        return;
      }
      TlsFiles.Opened opened = opener.open(names, contents, now);
      seen = contents;
      seenAt = now;
      seenUntil = opened.until();
      String remarks =
          opened.remarks().stream().map(FileRemark::message).collect(Collectors.joining("; "));
      if (contents.equals(inUse)) {
        lookAgain(opened.tls().isPresent(), remarks);
        return;
      }
      opened.tls().ifPresentOrElse(tls -> use(tls, contents, remarks), () -> keep(remarks));
    } catch (RuntimeException | LinkageError e) {
      keep(e.toString());
    }
  }

  /** The files in use are as they were. Only time can have made them unusable. */
  private void lookAgain(boolean usable, String remarks) {
    if (usable) {
      told = "";
    } else if (!remarks.equals(told)) {
      told = remarks;
      LOG.atError()
          .addKeyValue("reason", remarks)
          .log("the certificates of the metrics port are no longer usable, but stay in use");
    }
  }

  private void use(ServerTls tls, TlsFiles.Contents contents, String warnings) {
    boolean first = inUse == null && told.isEmpty();
    current = tls;
    inUse = contents;
    told = "";
    if (!warnings.isEmpty()) {
      LOG.atWarn().addKeyValue("reason", warnings).log("a CA of the metrics port is unusable");
    }
    if (!first) {
      LOG.info("the certificates of the metrics port were reloaded");
    }
  }

  private void keep(String reason) {
    if (reason.equals(told)) {
      return;
    }
    told = reason;
    LOG.atError()
        .addKeyValue("reason", reason)
        .log(
            current == null
                ? "metrics are not served because there is no usable certificate; retrying"
                : "the certificates of the metrics port were not reloaded, the previous ones stay"
                    + " in use");
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
