/** Parses external JSON strictly. */
@NullMarked
package dev.attestor.input.json;

import org.jspecify.annotations.NullMarked;
