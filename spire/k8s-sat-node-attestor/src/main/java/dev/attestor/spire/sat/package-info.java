/**
 * What both sides of the {@code k8s_sat} node attestor share: the token, what goes over the wire,
 * and why an attestation fails.
 */
@NullMarked
package dev.attestor.spire.sat;

import org.jspecify.annotations.NullMarked;
