package dev.attestor.spire.sat.token;

import dev.attestor.spire.sat.BoundObject;
import dev.attestor.spire.sat.ServiceAccount;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The claims of a token.
 *
 * @param pod the pod that it is bound to
 * @param node the node that it is bound to
 * @param issuer the issuer
 * @param audience the audience; empty if there is none
 * @param expiry when it expires, in seconds of Unix time; only projected tokens have it
 * @param notBefore when it becomes valid, in seconds of Unix time
 */
record Claims(
    ServiceAccount account,
    Optional<BoundObject> pod,
    Optional<BoundObject> node,
    Optional<String> issuer,
    List<String> audience,
    OptionalDouble expiry,
    OptionalDouble notBefore) {

  Claims {
    audience = List.copyOf(audience);
  }
}
