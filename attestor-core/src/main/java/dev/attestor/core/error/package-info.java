/**
 * How an attestation ended, and why it failed: one type for each failure that callers handle
 * differently.
 */
@NullMarked
package dev.attestor.core.error;

import org.jspecify.annotations.NullMarked;
