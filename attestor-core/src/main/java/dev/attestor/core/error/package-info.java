/** Why an attestation failed: one type for each way in which a caller would act differently. */
@NullMarked
package dev.attestor.core.error;

import org.jspecify.annotations.NullMarked;
