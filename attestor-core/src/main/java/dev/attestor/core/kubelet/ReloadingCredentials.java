package dev.attestor.core.kubelet;

import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.error.KubeletException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Credentials that are reloaded from their files. If a new file is invalid, this is logged and the
 * old credentials stay in use. Owned by the thread that sends requests.
 */
final class ReloadingCredentials {

  private static final Logger LOG = LoggerFactory.getLogger(ReloadingCredentials.class);

  private final SecurePort access;
  private final long interval;
  private final LongSupplier clock;
  private final VerificationLog verifications = new VerificationLog();

  private FileContents contents;
  private Credentials credentials;
  private long readAt;

  /**
   * Loads the credentials for the first time.
   *
   * @throws KubeletException if a file is missing or invalid
   */
  ReloadingCredentials(SecurePort access, Duration interval, LongSupplier clock) {
    this.access = access;
    this.interval = interval.toNanos();
    this.clock = clock;
    this.readAt = clock.getAsLong();
    this.contents = FileContents.read(access);
    this.credentials = Credentials.of(access, contents, verifications);
    warnOfCas();
  }

  private void warnOfCas() {
    access
        .server()
        .caFile()
        .ifPresent(
            file ->
                KubeletFiles.remarksOnCas(
                        PemCertificates.parse(contents.ca(), file), file, Instant.now())
                    .forEach(
                        remark -> LOG.warn("a certificate is unusable: {}", remark.message())));
  }

  /** How the kubelet's certificate was verified last, if there was a choice. */
  Optional<Verification> verification() {
    return verifications.last();
  }

  /** The credentials, from files read within the interval. */
  synchronized Credentials current() {
    if (clock.getAsLong() - readAt >= interval) {
      reload();
    }
    return credentials;
  }

  /** Reads the files now. Returns whether the credentials changed. */
  synchronized boolean reload() {
    readAt = clock.getAsLong();
    try {
      FileContents now = FileContents.read(access);
      if (now.sameAs(contents)) {
        return false;
      }
      credentials = Credentials.of(access, now, verifications);
      contents = now;
      warnOfCas();
      LOG.info("credentials for the kubelet were reloaded");
      return true;
    } catch (KubeletException e) {
      LOG.warn("credentials for the kubelet cannot be reloaded, the previous ones stay in use", e);
      return false;
    }
  }
}
