/**
 * Verifies that an image is signed by an allowed identity: finds the signatures, checks each, and
 * caches the results.
 */
@NullMarked
package dev.attestor.sigstore;

import org.jspecify.annotations.NullMarked;
