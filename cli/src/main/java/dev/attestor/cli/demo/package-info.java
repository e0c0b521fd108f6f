/** {@code attestor demo}: a process in a real container's place, and an attestation of it. */
@NullMarked
package dev.attestor.cli.demo;

import org.jspecify.annotations.NullMarked;
