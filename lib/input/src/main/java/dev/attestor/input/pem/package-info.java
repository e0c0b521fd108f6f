/** Reads PEM in every form that can be parsed reliably, and rejects all others. */
@NullMarked
package dev.attestor.input.pem;

import org.jspecify.annotations.NullMarked;
