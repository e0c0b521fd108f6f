/** The attestation itself: from a process to the selectors of its pod and container. */
@NullMarked
package dev.attestor.core.attest;

import org.jspecify.annotations.NullMarked;
