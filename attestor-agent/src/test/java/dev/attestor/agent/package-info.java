/** Tests of the wiring, without a launcher. */
@NullMarked
package dev.attestor.agent;

import org.jspecify.annotations.NullMarked;
