/** Tests of where trust roots come from. */
@NullMarked
package dev.attestor.sigstore.trust;

import org.jspecify.annotations.NullMarked;
