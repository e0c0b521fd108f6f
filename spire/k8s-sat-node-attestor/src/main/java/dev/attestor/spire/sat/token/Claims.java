package dev.attestor.spire.sat.token;

import dev.attestor.spire.sat.ServiceAccount;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a token says.
 *
 * @param issuer who issued it
 * @param audience for whom; empty if for nobody in particular
 * @param expiry until when, in seconds of Unix time; only projected tokens have one
 * @param notBefore since when, in seconds of Unix time
 */
record Claims(
    ServiceAccount account,
    Optional<String> issuer,
    List<String> audience,
    OptionalDouble expiry,
    OptionalDouble notBefore) {

  Claims {
    audience = List.copyOf(audience);
  }
}
