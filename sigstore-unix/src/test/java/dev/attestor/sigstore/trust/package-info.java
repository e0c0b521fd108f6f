/** Tests of the sources of trust roots. */
@NullMarked
package dev.attestor.sigstore.trust;

import org.jspecify.annotations.NullMarked;
