/** Processes that are held on to, and the accounts that they run under. */
@NullMarked
package dev.attestor.windows.process;

import org.jspecify.annotations.NullMarked;
