/** PEM as people bring it: in every form that can be read for sure, and an error for the others. */
@NullMarked
package dev.attestor.input.pem;

import org.jspecify.annotations.NullMarked;
