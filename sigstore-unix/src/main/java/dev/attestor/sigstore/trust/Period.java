package dev.attestor.sigstore.trust;

import java.time.Instant;
import java.util.Optional;

/**
 * A time during which something is trusted, both ends included.
 *
 * @param end none if it has no end yet
 */
public record Period(Instant start, Optional<Instant> end) {

  /** Any time at all, for keys that come without one. */
  static final Period ALWAYS = new Period(Instant.MIN, Optional.empty());

  /** Whether a moment is in it. */
  public boolean contains(Instant moment) {
    return !moment.isBefore(start) && end.map(last -> !moment.isAfter(last)).orElse(true);
  }
}
