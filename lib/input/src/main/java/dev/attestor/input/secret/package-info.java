/** Secrets in memory. */
@NullMarked
package dev.attestor.input.secret;

import org.jspecify.annotations.NullMarked;
