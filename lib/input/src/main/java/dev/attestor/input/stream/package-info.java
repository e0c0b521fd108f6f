/** Answers of other programs while they arrive. */
@NullMarked
package dev.attestor.input.stream;

import org.jspecify.annotations.NullMarked;
