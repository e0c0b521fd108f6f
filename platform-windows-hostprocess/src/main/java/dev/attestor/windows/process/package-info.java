/** Pinned processes and their accounts. */
@NullMarked
package dev.attestor.windows.process;

import org.jspecify.annotations.NullMarked;
