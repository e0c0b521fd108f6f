/**
 * Verifies that an image was signed by somebody who is allowed to: which signatures there are, what
 * each must prove, and a cache of the answers.
 */
@NullMarked
package dev.attestor.sigstore;

import org.jspecify.annotations.NullMarked;
