/** Functions of Windows that more than one module calls. */
@NullMarked
package dev.attestor.win32;

import org.jspecify.annotations.NullMarked;
