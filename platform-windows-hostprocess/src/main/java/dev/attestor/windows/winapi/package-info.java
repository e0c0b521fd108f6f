/** System calls of Windows: one interface of what is needed, and the raw calls below it. */
@NullMarked
package dev.attestor.windows.winapi;

import org.jspecify.annotations.NullMarked;
