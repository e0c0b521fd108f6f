/**
 * Reads from OCI registries what belongs to one image: manifests, small blobs, referrers. Pull
 * only, within limits; everything that has a digest is compared with it.
 */
@NullMarked
package dev.attestor.sigstore.registry;

import org.jspecify.annotations.NullMarked;
