/** Processes in procfs, and pins that detect reuse of their IDs. */
@NullMarked
package dev.attestor.linux.proc;

import org.jspecify.annotations.NullMarked;
