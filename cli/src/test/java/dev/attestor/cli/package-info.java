/** Tests of the wiring, without a launcher. */
@NullMarked
package dev.attestor.cli;

import org.jspecify.annotations.NullMarked;
