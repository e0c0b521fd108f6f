/** What all fuzz tests share: where they start, and what every parser promises. */
@NullMarked
package dev.attestor.fuzz;

import org.jspecify.annotations.NullMarked;
