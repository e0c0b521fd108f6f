/** One attestation step by step, with the evidence of each: what was asked, and what was said. */
@NullMarked
package dev.attestor.core.explain;

import org.jspecify.annotations.NullMarked;
