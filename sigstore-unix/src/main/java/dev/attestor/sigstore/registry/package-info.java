/**
 * Reads manifests, small blobs and referrers of an image from OCI registries. Only pulls, within
 * limits. Verifies every digest.
 */
@NullMarked
package dev.attestor.sigstore.registry;

import org.jspecify.annotations.NullMarked;
