/** The attestation itself: from a process to the selectors of its pod and container. */
@NullMarked
package dev.attestor.attest;

import org.jspecify.annotations.NullMarked;
