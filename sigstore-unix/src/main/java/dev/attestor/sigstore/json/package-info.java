/** Parses external JSON strictly, and quotes it safely in messages. */
@NullMarked
package dev.attestor.sigstore.json;

import org.jspecify.annotations.NullMarked;
