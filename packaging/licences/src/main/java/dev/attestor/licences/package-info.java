/** Writes the bill of materials and the licences of shipped components. Used only by the build. */
@NullMarked
package dev.attestor.licences;

import org.jspecify.annotations.NullMarked;
