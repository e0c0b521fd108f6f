/** Whose certificates and keys are trusted, and for which time. */
@NullMarked
package dev.attestor.sigstore.trust;

import org.jspecify.annotations.NullMarked;
