/** Processes as procfs shows them, and how one is held on to while it is looked at. */
@NullMarked
package dev.attestor.linux.proc;

import org.jspecify.annotations.NullMarked;
