/**
 * The checks of {@code attestor doctor}: one class for each thing that an operator can get wrong.
 */
@NullMarked
package dev.attestor.cli.doctor;

import org.jspecify.annotations.NullMarked;
