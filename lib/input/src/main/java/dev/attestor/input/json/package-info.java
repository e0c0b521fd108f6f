/** Parses external JSON strictly, and quotes it safely in messages. */
@NullMarked
package dev.attestor.input.json;

import org.jspecify.annotations.NullMarked;
