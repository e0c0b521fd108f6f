package dev.attestor.spire.sat.token;

import dev.attestor.spire.sat.ServiceAccount;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The claims of a token.
 *
 * @param issuer the issuer
 * @param audience the audience; empty if there is none
 * @param expiry when it expires, in seconds of Unix time; only projected tokens have it
 * @param notBefore when it becomes valid, in seconds of Unix time
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
