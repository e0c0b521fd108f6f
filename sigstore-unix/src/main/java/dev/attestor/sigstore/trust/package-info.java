/** The trusted certificates and keys, and their periods of trust. */
@NullMarked
package dev.attestor.sigstore.trust;

import org.jspecify.annotations.NullMarked;
