/** Kernel text, read byte by byte, in lines that only a line feed ends. */
@NullMarked
package dev.attestor.procfs;

import org.jspecify.annotations.NullMarked;
