/** Shared by all fuzz tests: seeds, and guarantees of every parser. */
@NullMarked
package dev.attestor.fuzz;

import org.jspecify.annotations.NullMarked;
