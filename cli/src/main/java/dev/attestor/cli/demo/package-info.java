/** {@code attestor demo}: a process in the place of a container's process, and its attestation. */
@NullMarked
package dev.attestor.cli.demo;

import org.jspecify.annotations.NullMarked;
