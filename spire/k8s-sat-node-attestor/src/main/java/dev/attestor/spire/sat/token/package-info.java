/** Validates service account tokens locally: signature, claims and times. */
@NullMarked
package dev.attestor.spire.sat.token;

import org.jspecify.annotations.NullMarked;
