package dev.attestor.spire.sat;

import java.util.Optional;

/**
 * What the issuer of a valid token says of its holder.
 *
 * @param pod the pod that the token was issued for
 * @param node the node of that pod
 */
public record ValidToken(
    ServiceAccount account, Optional<BoundObject> pod, Optional<BoundObject> node) {}
