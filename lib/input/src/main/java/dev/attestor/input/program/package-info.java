/** The bounded output of programs that return credentials. */
@NullMarked
package dev.attestor.input.program;

import org.jspecify.annotations.NullMarked;
