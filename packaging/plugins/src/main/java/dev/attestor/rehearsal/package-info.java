/** The run that the build makes the class cache of; nothing of it is shipped. */
@NullMarked
package dev.attestor.rehearsal;

import org.jspecify.annotations.NullMarked;
