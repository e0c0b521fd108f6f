package dev.attestor.core.kubelet;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** When the first of the trusted certificates expires. Thread-safe. */
final class FirstExpiry {

  private final Clock clock;

  private Instant goodUntil = Instant.MAX;

  FirstExpiry(Clock clock) {
    this.clock = clock;
  }

  synchronized void remember(List<X509Certificate> path) {
    for (X509Certificate each : path) {
      Instant until = each.getNotAfter().toInstant();
      goodUntil = until.isBefore(goodUntil) ? until : goodUntil;
    }
  }

  /** Whether it is over; said once, after which the certificates are forgotten. */
  synchronized boolean isOver() {
    boolean over = clock.instant().isAfter(goodUntil);
    if (over) {
      goodUntil = Instant.MAX;
    }
    return over;
  }
}
