package dev.attestor.spire.sat;

import java.security.PublicKey;
import java.util.Optional;

/**
 * What the issuer of a valid token says of its holder.
 *
 * @param signer the key that signed it; empty if the cluster's API server vouches for it
 * @param pod the pod that the token was issued for
 * @param node the node of that pod
 */
public record ValidToken(
    ServiceAccount account,
    Optional<PublicKey> signer,
    Optional<BoundObject> pod,
    Optional<BoundObject> node) {}
