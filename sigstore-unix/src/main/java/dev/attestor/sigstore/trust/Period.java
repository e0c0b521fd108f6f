package dev.attestor.sigstore.trust;

import java.time.Instant;
import java.util.Optional;

/**
 * A period of trust, both ends included.
 *
 * @param end empty if it has not ended
 */
public record Period(Instant start, Optional<Instant> end) {

  /** The period of keys that come without one. */
  static final Period ALWAYS = new Period(Instant.MIN, Optional.empty());

  /** Whether an instant is in this period. */
  public boolean contains(Instant moment) {
    return !moment.isBefore(start) && end.map(last -> !moment.isAfter(last)).orElse(true);
  }
}
