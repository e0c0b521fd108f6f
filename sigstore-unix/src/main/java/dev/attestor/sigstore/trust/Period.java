package dev.attestor.sigstore.trust;

import dev.sigstore.trustroot.ValidFor;
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

  static Period of(ValidFor given) {
    return new Period(given.getStart(), given.getEnd());
  }

  /** Whether a moment is in it. */
  public boolean contains(Instant moment) {
    return !moment.isBefore(start) && end.map(last -> !moment.isAfter(last)).orElse(true);
  }
}
