/** Why an attestation failed: one type for each failure that callers handle differently. */
@NullMarked
package dev.attestor.core.error;

import org.jspecify.annotations.NullMarked;
